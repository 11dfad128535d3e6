#pragma once
// A pack of a few lines, held in memory: for tests that need a rule or two.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "law/law.h"

namespace dengbao::test {

inline constexpr const char* kHead =
    "id: t\ntitle: {zh: 试, en: Trial}\nedition: \"1\"\nforce: notice\nsince: 2007-01-01\nuses: "
    "[]\n";

inline LawFiles one_pack(const std::string& procedure, const LawFiles& more = {}) {
  LawFiles files{{"packs/t/pack.yaml", kHead}};
  if (!procedure.empty()) files["packs/t/procedures/p.yaml"] = procedure;
  for (const auto& [path, text] : more) files["packs/t/" + path] = text;
  return files;
}

inline std::shared_ptr<const Law> law_of(const LawFiles& files, const std::string& pack = "t") {
  auto law = load_law(files, pack);
  if (!law) {
    ADD_FAILURE() << law.error().code << " " << law.error().where;
    for (const auto& [k, v] : law.error().args) ADD_FAILURE() << k << ": " << v;
    return std::make_shared<Law>();
  }
  return std::make_shared<Law>(std::move(*law));
}

inline LawFiles real_files() {
  auto files = files_from_folder(DENGBAO_SOURCE_DIR "/law");
  EXPECT_TRUE(files);
  return files.value_or(LawFiles{});
}

inline Calendar real_calendar() {
  auto calendar = read_calendar(real_files());
  EXPECT_TRUE(calendar);
  return calendar.value_or(Calendar());
}

inline Date day(std::string_view iso) {
  return *Date::parse(iso);
}
inline Instant noon(std::string_view iso) {
  return Instant::start_of(day(iso)).plus_millis(12 * 3'600'000);
}

}  // namespace dengbao::test
