// Every OSCAL file of the catalogue against the official schemas, and what a schema cannot say.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "catalogue/oscal.h"
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

// The patterns of the schemas that the regular expressions of C++ do not know, or take on with one
// stack frame a character, in a form that allows no more.
std::string known_patterns(std::string text) {
  text = replace_all(text, R"(^(\\p{L}|_)(\\p{L}|\\p{N}|[.\\-_])*$)", "^[A-Za-z_][A-Za-z0-9._-]*$");
  text = replace_all(text, R"(^\\S(.*\\S)?$)", R"(^\\S([^\\n]*\\S)?$)");
  EXPECT_FALSE(text.contains("\\p{"));
  return text;
}

class OscalSchema {
 public:
  explicit OscalSchema(const std::string& name) {
    std::ifstream in(std::string(DENGBAO_SOURCE_DIR) + "/tests/catalogue/schemas/" + name);
    std::stringstream text;
    text << in.rdbuf();
    const auto parsed = parse_json(known_patterns(text.str()), name);
    if (!parsed) {
      ADD_FAILURE() << name;
      return;
    }
    value_ = *parsed;
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(value_), schema_);
  }

  // What is wrong; empty where nothing is.
  std::string faults(const json::value& document) {
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    valijson::ValidationResults results;
    if (validator.validate(schema_, valijson::adapters::BoostJsonAdapter(document), &results))
      return {};
    std::string out;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      for (const std::string& step : error.context) out += step;
      out += ": " + error.description + "\n";
    }
    return out.empty() ? "not valid" : out;
  }

 private:
  json::value value_;
  valijson::Schema schema_;
};

json::value parsed(const std::string& text) {
  auto out = parse_json(text, "oscal");
  EXPECT_TRUE(out);
  return out ? *out : json::value();
}

const std::vector<OscalFile>& files() {
  static const std::vector<OscalFile> all = oscal_files(real_catalogue());
  return all;
}

TEST(OscalSchema, AcceptsEveryProfile) {
  OscalSchema schema("oscal_profile_schema.json");
  int count = 0;
  for (const OscalFile& file : files()) {
    if (!file.name.ends_with("_profile.json")) continue;
    ++count;
    EXPECT_EQ(schema.faults(parsed(file.text)), "") << file.name;
  }
  EXPECT_EQ(count, 20);  // four levels, sixteen grades
}

TEST(OscalSchema, AcceptsTheCatalog) {
  OscalSchema schema("oscal_catalog_schema.json");
  EXPECT_EQ(schema.faults(parsed(files().front().text)), "");
}

TEST(OscalSchema, RefusesWhatIsNotOscal) {
  OscalSchema schema("oscal_profile_schema.json");
  const json::value sound = parsed(files().at(1).text);
  const auto broken = [&](auto change) {
    json::value copy = sound;
    change(copy.at("profile").as_object());
    return schema.faults(copy);
  };
  EXPECT_NE(broken([](json::object& o) { o["uuid"] = "x"; }), "");
  EXPECT_NE(broken([](json::object& o) { o.erase("imports"); }), "");
  EXPECT_NE(broken([](json::object& o) { o["note"] = "x"; }), "");
  EXPECT_NE(broken([](json::object& o) {
              o.at("metadata").at("props").at(0).as_object()["name"] = "two words";
            }),
            "");
  EXPECT_NE(broken([](json::object& o) {
              o.at("metadata").at("props").at(0).as_object()["value"] = " blank";
            }),
            "");
}

TEST(OscalSchema, LooksIntoEveryControl) {
  OscalSchema schema("oscal_catalog_schema.json");
  json::value copy = parsed(files().front().text);
  json::value* last = &copy.at("catalog");
  while (last->as_object().contains("groups")) last = &last->at("groups").as_array().back();
  json::object& control = last->at("controls").as_array().back().as_object();
  control.at("props").at(0).as_object()["name"] = "two words";
  EXPECT_NE(schema.faults(copy), "");
}

// Every "id" once, every "#id" leads to one, every "uuid" once.
class Names {
 public:
  void see(const json::value& v) {
    if (const auto* list = v.if_array())
      for (const auto& one : *list) see(one);
    const auto* o = v.if_object();
    if (!o) return;
    for (const auto& m : *o) {
      if (m.value().is_string()) note(m.key(), std::string(m.value().get_string()));
      see(m.value());
    }
  }
  void judge() const {
    for (const std::string& to : links_) EXPECT_TRUE(ids_.contains(to)) << to;
    EXPECT_GT(links_.size(), 0u);
  }

 private:
  void note(std::string_view key, const std::string& value) {
    if (key == "id" || key == "uuid") {
      EXPECT_TRUE(ids_.insert(value).second) << value;
    }
    if (key == "href" && value.starts_with("#")) links_.insert(value.substr(1));
  }
  std::set<std::string> ids_, links_;
};

TEST(Oscal, LinksLeadSomewhereAndNamesAreUnique) {
  for (const OscalFile* file : {&files().front(), &files().back()}) {
    Names names;
    names.see(parsed(file->text));
    names.judge();
  }
}

void collect_controls(const json::value& group, std::set<std::string>& to) {
  for (const char* below : {"groups", "controls"})
    if (const json::value* list = group.as_object().if_contains(below))
      for (const json::value& one : list->as_array()) {
        if (std::string_view(below) == "controls") to.emplace(one.at("id").as_string());
        collect_controls(one, to);
      }
}

std::set<std::string> controls() {
  std::set<std::string> out;
  collect_controls(parsed(files().front().text).at("catalog"), out);
  return out;
}

TEST(Oscal, CatalogHoldsEveryRow) {
  EXPECT_EQ(controls().size(), 1006u);
}

// The mapping model has no schema here: the members it asks for, and closed lists where it has
// them, as OSCAL 1.2.1 describes them.
void judge_map(const json::value& map, const std::set<std::string>& known) {
  static const std::set<std::string> relations{"equivalent-to", "subset-of", "superset-of",
                                               "intersects-with"};
  EXPECT_TRUE(map.as_object().contains("uuid"));
  EXPECT_TRUE(relations.contains(std::string(map.at("relationship").as_string())));
  EXPECT_FALSE(map.at("targets").as_array().empty());
  EXPECT_FALSE(map.at("sources").as_array().empty());
  for (const json::value& source : map.at("sources").as_array()) {
    EXPECT_EQ(source.at("type"), "control");
    EXPECT_TRUE(known.contains(std::string(source.at("id-ref").as_string())));
  }
}

TEST(Oscal, MappingsNameControlsOfTheCatalog) {
  const json::value root = parsed(files().back().text);
  const json::object& collection = root.at("mapping-collection").as_object();
  for (const char* member : {"uuid", "metadata", "provenance", "mappings"})
    EXPECT_TRUE(collection.contains(member)) << member;
  EXPECT_EQ(collection.at("provenance").at("method"), "human");
  EXPECT_EQ(collection.at("provenance").at("matching-rationale"), "semantic");
  EXPECT_EQ(collection.at("provenance").at("status"), "draft");
  const std::set<std::string> known = controls();
  std::size_t maps = 0;
  for (const json::value& mapping : collection.at("mappings").as_array()) {
    EXPECT_EQ(mapping.at("source-resource").at("href"), "gbt-22239-2019_catalog.json");
    for (const json::value& map : mapping.at("maps").as_array()) {
      judge_map(map, known);
      ++maps;
    }
  }
  EXPECT_EQ(maps, 437u);
}

}  // namespace
}  // namespace dengbao::requirements
