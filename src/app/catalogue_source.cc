#include "app/catalogue_source.h"

#include <filesystem>

#include "app/doing.h"
#include "catalogue/compiled.h"

extern "C" {
extern const char _binary_catalogue_bundle_start[];
extern const char _binary_catalogue_bundle_end[];
}

namespace dengbao {
namespace {

std::string own_folder(const Session& session) {
  const std::string& law = session.globals().law_folder;
  if (law.empty()) return {};
  const std::string folder = law + "/catalogue";
  std::error_code error;
  return std::filesystem::is_directory(folder, error) ? folder : std::string();
}

Result<requirements::Read> read_folder(const std::string& folder) {
  return requirements::read_catalogue(TRY(files_from_folder(folder)), folder);
}

Result<requirements::Standard> embedded() {
  return requirements::from_compiled(std::string_view(
      _binary_catalogue_bundle_start,
      static_cast<std::size_t>(_binary_catalogue_bundle_end - _binary_catalogue_bundle_start)));
}

}  // namespace

Result<requirements::Standard> load_requirements(const Session& session) {
  const std::string folder = own_folder(session);
  if (folder.empty()) return embedded();
  requirements::Read read = TRY(read_folder(folder));
  if (!read.faults.empty()) return std::unexpected(read.faults.front());
  return std::move(read.catalogue);
}

Result<requirements::Read> read_requirements(const Session& session, const std::string& folder) {
  const std::string from = folder.empty() ? own_folder(session) : folder;
  if (!from.empty()) return read_folder(from);
  requirements::Read out;
  out.catalogue = TRY(embedded());
  return out;
}

namespace {

Result<requirements::Tailored> read_overlays(const requirements::Standard& standard,
                                             const std::vector<std::string>& paths,
                                             std::vector<Explanation>& faults) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const std::string& path : paths) texts.emplace_back(path, TRY(read_whole_file(path)));
  return requirements::Tailored::read(standard, texts, faults);
}

}  // namespace

Result<requirements::Tailored> load_overlays(const requirements::Standard& standard,
                                             const std::vector<std::string>& paths) {
  std::vector<Explanation> faults;
  auto out = TRY(read_overlays(standard, paths, faults));
  if (!faults.empty()) return std::unexpected(faults.front());
  return out;
}

Result<std::vector<Explanation>> overlay_faults(const requirements::Standard& standard,
                                                const std::vector<std::string>& paths) {
  std::vector<Explanation> faults;
  (void)TRY(read_overlays(standard, paths, faults));
  return faults;
}

}  // namespace dengbao
