#pragma once
// Rows and items of the catalogue as programs and people read them.

#include "app/catalogue.h"
#include "app/session.h"
#include "catalogue/selection.h"

namespace dengbao {

// id, unit, level, domain, class, control_point, clause, attribute, summary and what belongs to
// them; where an overlay speaks of the row also applicable, added_by, sharpened, reason.
json::object row_json(const requirements::Standard& catalogue, const requirements::Row& row);
// The item as a level demands it, with its other levels, links, mappings, guide and citations.
json::object item_json(const requirements::Standard& catalogue, const requirements::Row& row);
json::object guide_json(const requirements::Guide& guide);
// The same for a terminal.
std::string item_text(const Session& session, const requirements::Standard& catalogue,
                      const requirements::Row& row);

// "第三级", "level 3".
Label level_label(int level);
// What an overlay made of the row, in one line; empty where nothing.
std::string tailoring_text(const Session& session, const requirements::Row& row);
std::vector<std::string> citations_of(const requirements::Row& row);

}  // namespace dengbao
