// law/schema and the readers keep step: the same keys on both sides, and every committed pack file
// is valid under the schema that editors use.

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "base/yaml.h"
#include "law/pack_test_support.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

namespace dengbao {
namespace {

namespace fs = std::filesystem;
using Keys = std::set<std::string>;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Keys quoted(const std::string& text) {
  static const std::regex word("\"([a-z_]+)\"");
  Keys out;
  for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it)
    out.insert((*it)[1]);
  return out;
}

// The closed lists of keys of the readers: file.only(map, {...}).
std::set<Keys> lists_of_readers() {
  static const std::regex only(R"(only\(\s*[^,]+,\s*\{([^}]*)\})");
  std::set<Keys> out;
  for (const auto& entry : fs::directory_iterator(kTree + "/src/law")) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("read") || !name.ends_with(".cc")) continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), only), end; it != end; ++it)
      out.insert(quoted((*it)[1]));
  }
  return out;
}

json::value schema_file(const std::string& name) {
  auto parsed = parse_json(text_of(kTree + "/law/schema/" + name), name);
  EXPECT_TRUE(parsed) << name;
  return parsed ? std::move(*parsed) : json::value();
}

template <class F>
void each_closed_object(const json::value& v, F&& use) {
  if (const auto* list = v.if_array())
    for (const auto& item : *list) each_closed_object(item, use);
  const auto* o = v.if_object();
  if (!o) return;
  const auto* closed = o->if_contains("additionalProperties");
  const auto* properties = o->if_contains("properties");
  if (closed && closed->is_bool() && !closed->get_bool() && properties) {
    Keys keys;
    for (const auto& m : properties->get_object()) keys.insert(std::string(m.key()));
    use(keys);
  }
  for (const auto& m : *o) each_closed_object(m.value(), use);
}

std::set<Keys> lists_of(const std::vector<std::string>& schemas) {
  std::set<Keys> out;
  for (const std::string& name : schemas)
    each_closed_object(schema_file(name), [&](const Keys& keys) { out.insert(keys); });
  return out;
}

std::string shown(const Keys& keys) {
  return fmt::format("{{{}}}", fmt::join(keys, " "));
}

TEST(Schema, HasExactlyTheKeysOfTheReaders) {
  const auto readers = lists_of_readers();
  ASSERT_GT(readers.size(), 30u);
  const auto schema = lists_of({"common.json", "procedure.json", "campaign.json", "fact_set.json"});
  for (const Keys& keys : readers)
    EXPECT_TRUE(schema.contains(keys)) << "no object of law/schema has the keys " << shown(keys);
  for (const Keys& keys : schema)
    EXPECT_TRUE(readers.contains(keys)) << "no reader takes the keys " << shown(keys);
}

// Heads, instruments, parameters and code lists are read without closed lists: what is read must
// at least stand in their schemas.
TEST(Schema, KnowsWhatTheReadersOfDataRead) {
  static const std::regex read(R"((?:find|text|date|has|integer)\((?:\w+, )?"([a-z_]+)\")");
  Keys known;
  for (const Keys& keys : lists_of({"pack.json", "instrument.json", "parameter.json",
                                    "code_list.json", "fact_set.json", "common.json"}))
    known.insert(keys.begin(), keys.end());
  known.insert({"code", "zh", "en"});  // entries of code lists may carry more
  const std::string text = text_of(kTree + "/src/law/read_data.cc");
  int count = 0;
  for (std::sregex_iterator it(text.begin(), text.end(), read), end; it != end; ++it, ++count)
    EXPECT_TRUE(known.contains((*it)[1])) << (*it)[1];
  EXPECT_GT(count, 20);
}

TEST(Schema, KnowsWhatWorkedCasesMaySay) {
  static const std::regex read(R"re((?:text_of\(\*?\w+, |y\.find\(|word == )"([a-z_]+)")re");
  Keys known;
  for (const Keys& keys : lists_of({"case.json"})) known.insert(keys.begin(), keys.end());
  const std::string text = text_of(kTree + "/src/engine/check/worked_case.cc");
  const std::string run = text.substr(text.find("void step("));
  for (std::sregex_iterator it(run.begin(), run.end(), read), end; it != end; ++it) {
    const std::string key = (*it)[1];
    static const Keys inner = {"key",  "subject",  "procedure", "year", "rest",
                               "work", "document", "number",    "find"};
    EXPECT_TRUE(known.contains(key) || inner.contains(key)) << key;
  }
}

// YAML 1.2 core: what is not quoted and looks like a number, a truth or nothing is that.
json::value json_of(const Yaml& y) {
  switch (y.kind) {
    case Yaml::Kind::Null:
      return nullptr;
    case Yaml::Kind::List: {
      json::array out;
      for (const Yaml& item : y.items) out.push_back(json_of(item));
      return out;
    }
    case Yaml::Kind::Map: {
      json::object out;
      for (const auto& [key, value] : y.members) out[key] = json_of(value);
      return out;
    }
    case Yaml::Kind::Scalar:
      break;
  }
  if (y.quoted) return json::string(y.text);
  if (y.text == "true" || y.text == "false") return y.text == "true";
  static const std::regex integer("-?(0|[1-9][0-9]{0,17})");
  if (std::regex_match(y.text, integer)) return std::stoll(y.text);
  return json::string(y.text);
}

// Parts that stand in common.json are taken into each schema, so that one document is enough.
json::value closed_schema(const std::string& name) {
  std::string text = text_of(kTree + "/law/schema/" + name);
  for (std::size_t at; (at = text.find("common.json#")) != std::string::npos;) text.erase(at, 11);
  json::value schema = *parse_json(text, name);
  const json::value common = schema_file("common.json");
  json::object& defs = schema.as_object()["$defs"].is_object()
                           ? schema.as_object()["$defs"].get_object()
                           : schema.as_object()["$defs"].emplace_object();
  for (const auto& m : common.at("$defs").as_object())
    if (!defs.contains(m.key())) defs[m.key()] = m.value();
  return schema;
}

class Kind {
 public:
  explicit Kind(const std::string& name) {
    const json::value doc = closed_schema(name);
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(doc), schema_);
  }

  // Empty where the document is valid.
  std::string complaints(const json::value& doc) const {
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema_, valijson::adapters::BoostJsonAdapter(doc), &results)) return "";
    std::string out;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
      for (const std::string& part : error.context) out += part;
      out += ": " + error.description + "\n";
    }
    return out;
  }

 private:
  valijson::Schema schema_;
};

std::string kind_of(const fs::path& path) {
  const std::string folder = path.parent_path().filename().string();
  if (path.filename() == "pack.yaml") return "pack.json";
  static const std::map<std::string, std::string> kinds = {
      {"procedures", "procedure.json"}, {"registers", "procedure.json"},
      {"campaigns", "campaign.json"},   {"fact_sets", "fact_set.json"},
      {"parameters", "parameter.json"}, {"instruments", "instrument.json"},
      {"templates", "template.json"},   {"codes", "code_list.json"},
      {"cases", "case.json"},           {"calendars", "calendar.json"}};
  const auto it = kinds.find(folder);
  return it == kinds.end() ? "" : it->second;
}

TEST(Schema, EveryCommittedPackFileIsValid) {
  std::map<std::string, std::unique_ptr<Kind>> kinds;
  std::map<std::string, int> counts;
  for (const char* folder : {"law/packs", "law/codes", "law/calendars", "tests/cases"})
    for (const auto& entry : fs::recursive_directory_iterator(kTree + "/" + folder)) {
      if (entry.path().extension() != ".yaml") continue;
      const std::string kind = kind_of(entry.path());
      if (kind.empty() || entry.path().filename() == "vectors.yaml") continue;
      auto& schema = kinds[kind];
      if (!schema) schema = std::make_unique<Kind>(kind);
      const auto yaml = parse_yaml(text_of(entry.path()), entry.path().string());
      ASSERT_TRUE(yaml) << entry.path();
      EXPECT_EQ(schema->complaints(json_of(*yaml)), "") << entry.path();
      ++counts[kind];
    }
  EXPECT_EQ(counts.size(), 10u) << "every kind of file occurs";
}

TEST(Schema, RefusesAWordOfNoReader) {
  const Kind procedure("procedure.json");
  const auto yaml = parse_yaml("procedure: x\nstates: {open: {}}\nweather: fine\n", "x");
  EXPECT_NE(procedure.complaints(json_of(*yaml)), "");
  const auto inner = parse_yaml(
      "procedure: x\nstates: {open: {}}\nmoves: {go: {by: system, wither: open}}\n", "x");
  EXPECT_NE(procedure.complaints(json_of(*inner)), "");
  const auto sound =
      parse_yaml("procedure: x\nstates: {open: {}}\nmoves: {go: {by: system, from: open}}\n", "x");
  EXPECT_EQ(procedure.complaints(json_of(*sound)), "");
}

}  // namespace
}  // namespace dengbao
