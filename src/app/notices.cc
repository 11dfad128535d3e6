#include "app/notices.h"

#include <boost/json.hpp>

namespace dengbao {

Result<Deed> send_notice(Desk& desk, const Notice& n, const Actor& actor) {
  const std::string now = desk.now().iso();
  Desk::RecordChange change;
  change.kind = kNotice;
  change.id = desk.fresh_id();
  change.event = "notice sent";
  change.fields = {{"what", n.what}, {"to", n.party}, {"case", n.case_id}, {"sent", now}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) change.fields[name] = json::string(value);
  };
  add("account", n.account);
  add("duty", n.duty);
  add("instance", n.instance);
  add("message", n.message);
  change.fields["delivered"] = json::array{json::object{{"by", "workbench"}, {"at", now}}};
  change.owner_party = n.party;
  change.on = n.on;
  return desk.change_record(change, actor);
}

}  // namespace dengbao
