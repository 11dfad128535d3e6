#pragma once
// What the `catalogue` words share: which rows are meant by their options.

#include <memory>

#include "app/catalogue_source.h"
#include "app/catalogue_view.h"

namespace dengbao {

// Held in one place, for the rows point into it.
struct ChosenRows {
  requirements::Standard catalogue;
  requirements::Tailored tailored;
  bool tailors = false;  // an overlay was given
  requirements::Selection selection;
  std::string name;  // of the choice: "S3A2G3", "level-3", empty
  std::vector<requirements::Row> rows;
};

// --profile --level --domain --extensions --class --attribute --point --method --object
// --high-risk --overlay --oscal-profile.
std::vector<Option> choosing_options();
// Errors: of the options (Usage, with what was most likely meant), of the overlays and of the
// profile (BadInput).
Result<std::unique_ptr<ChosenRows>> choose_rows(const Session& session, const Arguments& arguments);

Result<Answer> catalogue_list(Session& session, const Arguments& arguments);
Result<Answer> catalogue_show(Session& session, const Arguments& arguments);
Result<Answer> catalogue_search(Session& session, const Arguments& arguments);
Result<Answer> catalogue_export(Session& session, const Arguments& arguments);
Result<Answer> catalogue_check(Session& session, const Arguments& arguments);

}  // namespace dengbao
