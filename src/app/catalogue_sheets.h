#pragma once
// The catalogue as tables: csv for programs and pivot tables, a workbook that an assessor prints.

#include <string>
#include <string_view>
#include <vector>

#include "app/session.h"
#include "catalogue/selection.h"
#include "documents/xlsx.h"

namespace dengbao {

// One row, flat: the names of its columns with their texts, always the same in the same order.
using CatalogueColumns = std::vector<std::pair<std::string_view, std::string>>;
std::vector<CatalogueColumns> catalogue_table(const requirements::Standard& standard,
                                              const std::vector<requirements::Row>& rows);
// The same as a file. One line a row, both languages, with a byte order mark; what a spreadsheet
// would take for a formula gets an apostrophe.
std::string catalogue_csv(const requirements::Standard& standard,
                          const std::vector<requirements::Row>& rows);
// One sheet a domain: for each row what is judged, and what to ask, look at and test by kind of
// object, with room for the record. `name`: of the choice, for the titles.
XlsxWorkbook guide_workbook(const Session& session, const requirements::Standard& standard,
                            const std::vector<requirements::Row>& rows, const std::string& name);

}  // namespace dengbao
