#pragma once
// A list that somebody brought, as the words about imports read it: with his own headings, his
// exceptions, and the words of the law's folder.

#include "app/catalogue.h"
#include "app/session.h"
#include "documents/xlsx.h"
#include "intake/asset_list.h"
#include "intake/import_options.h"

namespace dengbao {

class Messages;
class Reading;

// What the options --map and --override say, and the words by which headings are known.
struct ImportAsked {
  intake::HeaderWords words;
  intake::ImportOptions options;
  std::string path;
};
Result<ImportAsked> import_asked(Session& session, const Arguments& arguments);
Result<intake::Grid> import_grid(Session& session, const ImportAsked& asked);

// The rejected rows with the reason of each, to be corrected and imported again.
XlsxWorkbook rejects_book(const intake::AssetList& list, const ImportAsked& asked,
                          const Messages& messages, Instant now);

// For each sheet the headings it has, which field each was taken for, how sure that is, and some
// values of the column. A sheet without a known heading shows the row that looks most like one.
json::array columns_json(const intake::Grid& grid, const ImportAsked& asked);

// Units of accepted rows that are neither `party` nor directly below it.
Result<std::vector<std::string>> foreign_units(Reading& reading, const intake::AssetList& list,
                                               const std::string& party);

void add_import_reading_words(Catalogue& all);  // import columns, import rejects

}  // namespace dengbao
