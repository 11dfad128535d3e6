#pragma once
// A running case comes under other rules: looked at first, then done.

#include <boost/json/object.hpp>

#include "app/case_view.h"

namespace dengbao {

struct MigrateInput {
  std::string case_id;
  std::string pack;  // id; empty: the pack it runs under, as it is installed now
  std::optional<std::int64_t> if_version;
};

Result<Deed> migrate_deed(Desk& desk, const MigrateInput& input, const Actor& actor);

// {case, from, to, state, moves_lost, moves_new, facts_unknown, duties: [{duty, instance, was,
// is}], possible, why}: what it would change, without changing it.
Result<json::object> migration_preview(const CaseViewer& viewer, const MigrateInput& input);

}  // namespace dengbao
