#pragma once
// What the `law` words share: which packs are meant by their arguments.

#include <map>
#include <string>
#include <vector>

#include "app/catalogue.h"
#include "app/messages.h"
#include "app/session.h"
#include "base/nearest.h"

namespace dengbao {

struct ChosenPacks {
  LawFiles files;                // the library, with the folders laid over it
  std::vector<std::string> ids;  // in the order given; all of the library where none was
  std::map<std::string, std::string> folders;  // id → folder, for packs read from one

  // A place in the files as the caller knows it: below the folder it was read from.
  std::string place(const std::string& where) const;
};

// Each name is a pack of the library, a pack folder, or a folder of those. Errors: NotFound
// law.no_pack (with the nearest id), law.no_folder; BadInput law.no_pack_in_folder.
Result<ChosenPacks> choose_packs(Session& session, const std::vector<std::string>& names);

Messages messages_of(const Session& session, const LawFiles& files);
json::object to_json(const Label& label);
json::array to_json(const std::vector<std::string>& texts);
// {code, message, where, citations} of a finding.
json::object finding_json(const Explanation& e, const Messages& messages);

// The words themselves; each family beside its functions.
Result<Answer> law_list(Session& session, const Arguments& arguments);
Result<Answer> law_show(Session& session, const Arguments& arguments);
Result<Answer> law_check(Session& session, const Arguments& arguments);
Result<Answer> law_test(Session& session, const Arguments& arguments);
Result<Answer> law_coverage(Session& session, const Arguments& arguments);
Result<Answer> law_explain(Session& session, const Arguments& arguments);
Result<Answer> law_diff(Session& session, const Arguments& arguments);

}  // namespace dengbao
