// What a call gives to a case, as texts and files.

#include <filesystem>

#include "app/case_deeds.h"
#include "app/doing.h"

namespace dengbao {

Result<Given> given_from(const Arguments& a) {
  Given out;
  for (const std::string& pair : a.all("set")) {
    const auto eq = pair.find('=');
    if (eq == std::string::npos || eq == 0)
      return fail(ErrorKind::Usage, "app.set_form", {{"value", pair}}, "--set");
    out.sets.emplace_back(pair.substr(0, eq), pair.substr(eq + 1));
  }
  for (const std::string& pair : a.all("attach")) {
    const auto eq = pair.find('=');
    if (eq == std::string::npos || eq == 0)
      return fail(ErrorKind::Usage, "app.attach_form", {{"value", pair}}, "--attach");
    const std::string path = pair.substr(eq + 1);
    auto bytes = read_whole_file(path);
    // The move needs the file: without it, it is refused as incomplete, not the path as a typo.
    if (!bytes && bytes.error().kind == ErrorKind::NotFound)
      return fail(ErrorKind::Refused, "app.attachment_missing",
                  {{"file", path}, {"slot", pair.substr(0, eq)}}, path);
    if (!bytes) return std::unexpected(bytes.error());
    out.files.push_back(
        {pair.substr(0, eq), std::filesystem::path(path).filename().string(), std::move(*bytes)});
  }
  return out;
}

}  // namespace dengbao
