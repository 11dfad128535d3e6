#include "app/sealed.h"

#include <boost/json.hpp>

#include "ledger/sealing.h"

namespace dengbao {
namespace {

// No account can have such a name: nobody types the character in front.
std::string row_of(const std::string& name) {
  return "\x1f" + name;
}

Result<ledger::Sealer> sealer_of(Installation& installation) {
  if (!installation.key()) return fail_external("app.no_key", installation.paths().key());
  return ledger::Sealer::of(*installation.key());
}

}  // namespace

Status keep_sealed(Work& work, Installation& installation, const std::string& name,
                   const json::object& value) {
  std::string doc = "{}";
  if (!value.empty()) {
    const ledger::Sealer sealer = TRY(sealer_of(installation));
    doc = json::serialize(json::object{
        {"sealed", TRY(sealer.seal(name, json::serialize(value), installation.random()))}});
  }
  return work.put(CredentialRow{row_of(name), doc});
}

Result<std::optional<json::object>> sealed_under(Reading& reading, Installation& installation,
                                                 const std::string& name) {
  const auto row = TRY(reading.credential(row_of(name)));
  if (!row) return std::nullopt;
  const json::value v = TRY(parse_json(row->doc, name));
  const json::value* sealed = v.is_object() ? v.get_object().if_contains("sealed") : nullptr;
  if (!sealed || !sealed->is_string()) return std::nullopt;
  const ledger::Sealer sealer = TRY(sealer_of(installation));
  const auto plain = sealer.open(name, std::string_view(sealed->get_string()));
  if (!plain) return fail(ErrorKind::External, "link.sealed", {{"name", name}});
  return TRY(parse_json(*plain, name)).as_object();
}

}  // namespace dengbao
