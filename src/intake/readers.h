#pragma once
// The readers of foreign bytes, as they run inside a worker: bytes in, cell stream out.

#include <string_view>

#include "base/result.h"
#include "sandbox/sandbox.h"

namespace dengbao::intake {

// BadInput zip.…, xlsx.….
Status read_xlsx(std::string_view bytes, sandbox::Output& out);
// UTF-8, UTF-16 with a mark, or GB 18030; separated by comma, semicolon, tab or bar. `name` becomes
// the name of the only sheet. BadInput csv.….
Status read_csv(std::string_view bytes, std::string_view name, sandbox::Output& out);
// Opens the converter from GB 18030 while files can still be opened.
void prepare_csv();

}  // namespace dengbao::intake
