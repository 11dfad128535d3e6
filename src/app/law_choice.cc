#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "app/law_words.h"
#include "base/text.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;

// The pack folders that a folder stands for: itself, or those one level below it.
std::vector<std::string> pack_folders(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code error;
  if (fs::exists(fs::path(folder) / "pack.yaml", error)) return {folder};
  const fs::path below = fs::is_directory(fs::path(folder) / "packs", error)
                             ? fs::path(folder) / "packs"
                             : fs::path(folder);
  for (const auto& entry : fs::directory_iterator(below, error))
    if (entry.is_directory(error) && fs::exists(entry.path() / "pack.yaml", error))
      out.push_back(entry.path().lexically_normal().generic_string());
  std::sort(out.begin(), out.end());
  return out;
}

Status add_folder(ChosenPacks& chosen, std::string folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fail(ErrorKind::NotFound, "law.no_folder", {{"folder", folder}});
  const auto found = pack_folders(folder);
  if (found.empty())
    return fail(ErrorKind::BadInput, "law.no_pack_in_folder", {{"folder", folder}});
  for (const std::string& pack : found) {
    LawFiles files = TRY(files_from_folder(pack));
    for (const std::string& id : pack_ids(files)) {
      // What the library has under this id gives way as a whole.
      std::erase_if(chosen.files,
                    [&](const auto& file) { return file.first.starts_with("packs/" + id + "/"); });
      chosen.ids.push_back(id);
      chosen.folders[id] = pack;
    }
    for (auto& [path, text] : files) chosen.files[path] = std::move(text);
  }
  return {};
}

}  // namespace

std::string ChosenPacks::place(const std::string& where) const {
  for (const auto& [id, folder] : folders) {
    const std::string inside = "packs/" + id + "/";
    if (where.starts_with(inside)) return folder + "/" + where.substr(inside.size());
  }
  return where.starts_with("packs/") ? "law/" + where : where;
}

Result<ChosenPacks> choose_packs(Session& session, const std::vector<std::string>& names) {
  ChosenPacks chosen;
  chosen.files = TRY(session.law())->files();
  const auto known = pack_ids(chosen.files);
  for (const std::string& name : names) {
    std::error_code error;
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      chosen.ids.push_back(name);
    } else if (name.find('/') != std::string::npos || fs::is_directory(name, error)) {
      CHECK(add_folder(chosen, name));
    } else {
      return fail(ErrorKind::NotFound, "law.no_pack",
                  {{"pack", name}, {"nearest", nearest_word(name, known)}});
    }
  }
  if (names.empty()) chosen.ids = known;
  return chosen;
}

Messages messages_of(const Session& session, const LawFiles& files) {
  return Messages(files, session.chinese());
}

json::object to_json(const Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

json::array to_json(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

json::object finding_json(const Explanation& e, const Messages& messages) {
  Explanation bare = e;
  if (!messages.says_place(e.code)) bare.where.clear();  // it has a member of its own
  return {{"code", e.code},
          {"message", messages.message(bare)},
          {"where", e.where},
          {"citations", to_json(e.citations)}};
}

}  // namespace dengbao
