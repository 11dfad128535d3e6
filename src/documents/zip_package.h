#pragma once
// A zip of named parts, the same bytes for the same parts.

#include <string>
#include <vector>

#include "base/result.h"

namespace dengbao {

struct ZipPart {
  std::string name;
  std::string bytes;
};

// Parts in the given order, deflated, all dated 1980-01-01. Errors: documents.docx_failed.
Result<std::string> write_zip(const std::vector<ZipPart>& parts);

}  // namespace dengbao
