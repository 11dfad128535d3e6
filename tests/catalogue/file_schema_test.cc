// law/schema/catalogue_*.json, which editors use, and the readers keep step: the same keys on both
// sides, and every file of the catalogue is valid.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "base/json.h"
#include "base/yaml.h"
#include "catalogue/test_catalogue.h"

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

namespace dengbao::requirements {
namespace {

const std::string kTree = DENGBAO_SOURCE_DIR;

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_TRUE(in) << path;
  return text.str();
}

json::value schema_file(const std::string& name) {
  auto parsed = parse_json(text_of(kTree + "/law/schema/" + name), name);
  EXPECT_TRUE(parsed) << name;
  return parsed ? *parsed : json::value();
}

using Keys = std::set<std::string>;

// Objects that take these keys and no others.
void collect(const json::value& v, std::set<Keys>& to) {
  if (const auto* list = v.if_array())
    for (const auto& one : *list) collect(one, to);
  const auto* o = v.if_object();
  if (!o) return;
  if (const auto* properties = o->if_contains("properties")) {
    Keys keys;
    for (const auto& m : properties->as_object()) keys.insert(std::string(m.key()));
    if (!keys.contains("zh")) to.insert(keys);
  }
  for (const auto& m : *o) collect(m.value(), to);
}

std::set<Keys> lists_of_reader(const std::string& file) {
  static const std::regex only(R"(only\(\s*\w+,\s*\{([^}]*)\})"), word("\"([a-z_]+)\"");
  const std::string text = text_of(kTree + "/src/catalogue/" + file);
  std::set<Keys> out;
  for (std::sregex_iterator it(text.begin(), text.end(), only), end; it != end; ++it) {
    const std::string list = (*it)[1];
    Keys keys;
    for (std::sregex_iterator w(list.begin(), list.end(), word); w != end; ++w)
      keys.insert((*w)[1]);
    out.insert(keys);
  }
  return out;
}

TEST(CatalogueSchema, HasExactlyTheKeysOfTheReaders) {
  const std::pair<const char*, const char*> pairs[] = {{"catalogue_items.json", "read_items.cc"},
                                                       {"catalogue_guide.json", "read_guide.cc"},
                                                       {"catalogue_overlay.json", "overlay.cc"}};
  for (const auto& [schema, reader] : pairs) {
    std::set<Keys> lists;
    collect(schema_file(schema), lists);
    EXPECT_EQ(lists, lists_of_reader(reader)) << schema;
    EXPECT_GE(lists.size(), 4u) << schema;
  }
}

json::value json_of(const Yaml& y) {
  if (y.is_list()) {
    json::array out;
    for (const Yaml& one : y.items) out.push_back(json_of(one));
    return out;
  }
  if (y.is_map()) {
    json::object out;
    for (const auto& [key, value] : y.members) out[key] = json_of(value);
    return out;
  }
  if (y.is_null()) return nullptr;
  const bool level = !y.quoted && y.text.size() == 1 && y.text[0] >= '0' && y.text[0] <= '9';
  if (level) return y.text[0] - '0';
  return json::string(y.text);
}

class Kind {
 public:
  explicit Kind(const std::string& name) : value_(schema_file(name)) {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(value_), schema_);
  }
  bool takes(const std::string& path, const std::string& text) {
    const auto yaml = parse_yaml(text, path);
    EXPECT_TRUE(yaml) << path;
    const json::value document = yaml ? json_of(*yaml) : json::value();
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::BoostJsonAdapter(document), nullptr);
  }

 private:
  json::value value_;
  valijson::Schema schema_;
};

TEST(CatalogueSchema, EveryFileIsValid) {
  Kind items("catalogue_items.json"), guide("catalogue_guide.json");
  int count = 0;
  for (const auto& [path, text] : real_files()) {
    if (!path.starts_with("items/") && !path.starts_with("guide/")) continue;
    ++count;
    EXPECT_TRUE((path.starts_with("items/") ? items : guide).takes(path, text)) << path;
  }
  EXPECT_EQ(count, 236);
  Kind overlay("catalogue_overlay.json");
  const std::string bank = "tests/golden/fixtures/bank-overlay.yaml";
  EXPECT_TRUE(overlay.takes(bank, text_of(kTree + "/" + bank)));
}

TEST(CatalogueSchema, RefusesWhatTheReaderRefuses) {
  Kind items("catalogue_items.json"), overlay("catalogue_overlay.json");
  std::string text = real_files().at("items/ces/identity.yaml");
  text.replace(text.find("attribute: S"), 12, "attribute: X");
  EXPECT_FALSE(items.takes("x", text));
  EXPECT_FALSE(overlay.takes("x", "overlay: o\nnot_applicable: [{id: a}]\n"));
  EXPECT_FALSE(overlay.takes("x", "overlay: o\ndrop: [{id: a}]\n"));
}

}  // namespace
}  // namespace dengbao::requirements
