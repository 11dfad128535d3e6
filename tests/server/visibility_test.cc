// Every reading operation of the document × everybody who may ask: nobody is told of what is not
// his, and what is hidden answers like what is not there.

#include <gmock/gmock.h>

#include <fstream>

#include "server/running_server.h"

namespace dengbao::server {
namespace {

using testing::HasSubstr;
using testing::Not;

// Signs that only one unit's affairs bear: found in an answer they say whose they are.
struct Estate {
  std::string unit, object, name, case_id, event, document;
};

class Visibility : public RunningServer {
 protected:
  Visibility() {
    stop();
    Globals globals;
    globals.data = folder_ + "/data";
    {
      Session session(globals, {});
      for (const auto& [id, place] : {std::pair{"district1", "990101"}, {"district2", "990102"}}) {
        local(session, "org new", {{"name", id}, {"id", id}, {"place", place}});
        local(session, "org grant",
              {{"id", id},
               {"capacity", "informatization_office"},
               {"place", place},
               {"rank", "district"}});
        local(session, "account add", {{"name", std::string("of-") + id}, {"party", id}});
      }
      local(session, "org set", {{"id", "unit2"}, {"set", "place=990102"}});
      local(session, "org new", {{"name", "head"}, {"id", "head"}, {"place", "990199"}});
      local(session, "account add", {{"name", "of-head"}, {"party", "head"}});
      local(session, "org set", {{"id", "unit2"}, {"superior", "filing=head"}});
      for (const char* unit : {"unit1", "unit2"}) estates_[unit] = make(session, unit);
      authorise(session);
      Installation* in = *session.installation(true);
      StoreVault vault(in->store(), in->key());
      identity::Identity identity(vault, {}, standings(*in, true), machine_now);
      EXPECT_TRUE(give_demo_passwords(*in, identity, kPassword));
    }
    start();
  }

  // Those who act for unit1: for its object and all procedures, for one procedure that it has no
  // case of, until a day that has passed, from a day to come, and no longer.
  void authorise(Session& session) {
    const std::string scan = folder_ + "/paper.pdf";
    std::ofstream(scan) << "%PDF-1.4\n";
    using Given = std::vector<std::pair<std::string, std::string>>;
    const std::pair<const char*, Given> all[] = {
        {"agent", {{"until", "2026-12-31"}, {"object", estates_["unit1"].object}}},
        {"narrow", {{"until", "2026-12-31"}, {"procedure", "cn-mlps/change"}}},
        {"past", {{"since", "2026-01-01"}, {"until", "2026-02-01"}}},
        {"later", {{"since", "2026-02-03"}, {"until", "2026-12-31"}}},
        {"gone", {{"until", "2026-12-31"}}}};
    for (const auto& [who, scope] : all) {
      local(session, "org new", {{"name", who}, {"id", who}, {"place", "990199"}});
      local(session, "account add", {{"name", std::string("of-") + who}, {"party", who}});
      Given given{{"client", "unit1"}, {"agent", who}, {"scan", scan}};
      given.insert(given.end(), scope.begin(), scope.end());
      const std::string id = text(local(session, "authorisation new", given), "id");
      if (who == std::string("gone"))
        local(session, "authorisation revoke", {{"id", id}, {"reason", "no longer"}});
    }
  }

  Estate make(Session& session, const std::string& unit) {
    Estate out{unit, {}, "秘密系统" + unit, {}, {}, {}};
    out.object = text(local(session, "system new",
                            {{"unit", unit}, {"name", out.name}, {"set", "contact=王某" + unit}}),
                      "id");
    const json::object opened =
        local(session, "case open", {{"procedure", "cn-mlps/grading"}, {"about", out.object}});
    out.case_id = text(opened, "case");
    out.event = text(opened, "event");
    return out;
  }
  static std::string text(const json::object& o, const char* key) {
    const json::value* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  }

  // The addresses of all GET operations with the ids of an estate, or with those of nothing.
  std::vector<std::string> targets(const json::value& document, const Estate& e) {
    std::vector<std::string> out;
    for (const auto& path : document.at("paths").as_object()) {
      const std::string shown(path.key());
      if (!path.value().as_object().contains("get") || shown == "/api/v1/events") continue;
      std::string target;
      for (std::size_t i = 0; i < shown.size(); ++i) {
        if (shown[i] != '{') {
          target += shown[i];
          continue;
        }
        const auto end = shown.find('}', i);
        target += value_for(shown, shown.substr(i + 1, end - i - 1), e);
        i = end;
      }
      out.push_back(target);
      if (shown == "/api/v1/receipt") out.back() += "?event=" + e.event;
      for (const char* list : {"/api/v1/case", "/api/v1/event", "/api/v1/duty", "/api/v1/document"})
        if (shown == list) {
          out.push_back(target + "?case=" + e.case_id);
          out.push_back(target + "?search=" + http::percent_encoded(e.name));
        }
      if (shown == "/api/v1/system") {
        out.push_back(target + "?search=" + http::percent_encoded(e.name));
        out.push_back(target + "?unit=" + e.unit);
        out.push_back(target + "?sort=-name&limit=1");
      }
      if (shown == "/api/v1/case") out.push_back(target + "?about=" + e.object);
      if (shown == "/api/v1/duty") out.push_back(target + "?of=" + e.unit);
    }
    return out;
  }
  static std::string value_for(const std::string& path, const std::string& name, const Estate& e) {
    if (name == "case") return e.case_id;
    if (path.starts_with("/api/v1/org/")) return e.unit;
    if (path.starts_with("/api/v1/system/")) return e.object;
    if (path.starts_with("/api/v1/grade/")) return e.object;
    if (name == "document" || name == "what") return e.document.empty() ? "none" : e.document;
    return "none";
  }

  std::map<std::string, Estate> estates_;
};

struct Viewer {
  const char* account;
  bool sees[2];   // unit1's and unit2's register entries
  bool cases[2];  // and their cases
};
constexpr Viewer kViewers[] = {{"", {false, false}, {false, false}},
                               {"of-unit1", {true, false}, {true, false}},
                               {"of-unit2", {false, true}, {false, true}},
                               {"of-head", {false, true}, {false, true}},
                               {"of-agent", {true, false}, {true, false}},
                               {"of-narrow", {true, false}, {false, false}},
                               {"of-past", {false, false}, {false, false}},
                               {"of-later", {false, false}, {false, false}},
                               {"of-gone", {false, false}, {false, false}},
                               {"of-district1", {true, false}, {false, false}},
                               {"of-district2", {false, true}, {false, false}},
                               {"clerk", {true, true}, {false, false}},
                               {"auditor", {true, true}, {true, true}},
                               {"admin", {true, true}, {true, true}},
                               {"security", {false, false}, {false, false}}};

// No answer of any operation bears a sign of an estate that the caller does not see.
TEST_F(Visibility, NoOperationTellsOfWhatIsNotOnes) {
  const Reply document = ask("GET", "/openapi.json");
  for (const Viewer& v : kViewers)
    for (int i = 0; i < 2; ++i) {
      const Estate& e = estates_[i == 0 ? "unit1" : "unit2"];
      for (const std::string& target : targets(document.json, e)) {
        const Reply r = ask("GET", target, "", *v.account ? as(v.account) : std::string());
        const std::string shown = std::string(v.account) + " GET " + target;
        EXPECT_LT(r.status, 500) << shown << r.body;
        EXPECT_GT(r.status, 0) << shown;
        if (r.status != 200) continue;
        if (!v.sees[i]) {
          EXPECT_THAT(r.body, Not(HasSubstr(e.name))) << shown;
        }
        if (!v.sees[i]) {
          EXPECT_THAT(r.body, Not(HasSubstr("王某" + e.unit))) << shown;
        }
        if (!v.cases[i]) {
          EXPECT_THAT(r.body, Not(HasSubstr(e.case_id))) << shown;
        }
      }
    }
}

// What one may see is there.
TEST_F(Visibility, EverybodyFindsWhatIsHis) {
  for (const Viewer& v : kViewers) {
    if (!*v.account) continue;
    for (int i = 0; i < 2; ++i) {
      const Estate& e = estates_[i == 0 ? "unit1" : "unit2"];
      const std::string shown = std::string(v.account) + " of " + e.unit;
      const std::string who = as(v.account);
      EXPECT_EQ(ask("GET", "/api/v1/system/" + e.object, "", who).status, v.sees[i] ? 200 : 404)
          << shown;
      EXPECT_EQ(ask("GET", "/api/v1/org/" + e.unit, "", who).status, v.sees[i] ? 200 : 404)
          << shown;
      EXPECT_EQ(ask("GET", "/api/v1/case/" + e.case_id, "", who).status, v.cases[i] ? 200 : 404)
          << shown;
      const Reply found =
          ask("GET", "/api/v1/system?search=" + http::percent_encoded("密系统" + e.unit), "", who);
      EXPECT_EQ(found.header("Dengbao-Total"), v.sees[i] ? "1" : "0") << shown;
      const Reply cases =
          ask("GET", "/api/v1/case?search=" + http::percent_encoded(e.name), "", who);
      EXPECT_EQ(cases.header("Dengbao-Total"), v.cases[i] ? "1" : "0") << shown;
      const Reply trail = ask("GET", "/api/v1/event?case=" + e.case_id, "", who);
      EXPECT_EQ(trail.json.as_array().empty(), !v.cases[i]) << shown;
    }
  }
}

// A thing that is hidden and a thing that is not there answer alike, word for word.
TEST_F(Visibility, WhatIsHiddenAnswersLikeWhatIsNot) {
  const Estate& e = estates_["unit2"];
  const std::string none = "none-of-these";
  const std::pair<std::string, std::string> pairs[] = {{"/api/v1/system/", e.object},
                                                       {"/api/v1/system/", e.name},
                                                       {"/api/v1/org/", e.unit},
                                                       {"/api/v1/case/", e.case_id},
                                                       {"/api/v1/receipt?event=", e.event}};
  for (const auto& [path, id] : pairs) {
    const std::string there = http::percent_encoded(id);
    const Reply hidden = ask("GET", path + there, "", as("of-unit1"));
    const Reply absent = ask("GET", path + none, "", as("of-unit1"));
    EXPECT_EQ(hidden.status, 404) << path << id;
    EXPECT_EQ(replace_all(hidden.body, id, none), absent.body) << path << id;
  }
  const auto listed = [&](const std::string& target) {
    return ask("GET", target, "", as("of-unit1"));
  };
  EXPECT_EQ(replace_all(listed("/api/v1/system?unit=" + e.unit).body, e.unit, none),
            listed("/api/v1/system?unit=" + none).body);
  EXPECT_EQ(listed("/api/v1/duty?case=" + e.case_id).body, listed("/api/v1/duty?case=none").body);
}

// Whether a value is as the schema says; what is wrong with it otherwise.
std::string unlike(const json::value& v, const json::value& schema, const json::value& document) {
  if (const json::value* ref = schema.as_object().if_contains("$ref")) {
    const std::string path(ref->as_string());
    const std::string name = path.substr(path.rfind('/') + 1);
    return unlike(v, document.at("components").at("schemas").at(name), document);
  }
  const json::value* type = schema.as_object().if_contains("type");
  if (!type) return {};
  const auto is = [&](std::string_view t) {
    return (t == "string" && v.is_string()) ||
           (t == "integer" && (v.is_int64() || v.is_uint64())) ||
           (t == "number" && v.is_number()) || (t == "boolean" && v.is_bool()) ||
           (t == "object" && v.is_object()) || (t == "array" && v.is_array()) ||
           (t == "null" && v.is_null());
  };
  const bool fits =
      type->is_string()
          ? is(type->as_string())
          : std::ranges::any_of(type->as_array(), [&](const auto& t) { return is(t.as_string()); });
  if (!fits) return json::serialize(v) + " is no " + json::serialize(*type);
  if (v.is_array())
    if (const json::value* items = schema.as_object().if_contains("items"))
      for (const auto& item : v.as_array())
        if (auto e = unlike(item, *items, document); !e.empty()) return e;
  if (const json::value* required = schema.as_object().if_contains("required"))
    for (const auto& name : required->as_array()) {
      const json::value* member = v.as_object().if_contains(name.as_string());
      if (!member) return std::string(name.as_string()) + " is missing";
      const auto e = unlike(*member, schema.at("properties").at(name.as_string()), document);
      if (!e.empty()) return std::string(name.as_string()) + ": " + e;
    }
  return {};
}

// What the document declares of an answer is what comes.
TEST_F(Visibility, AnswersHaveTheirDeclaredShapes) {
  const Reply document = ask("GET", "/openapi.json");
  const Estate& e = estates_["unit1"];
  const std::pair<std::string, std::string> asked[] = {
      {"/api/v1/system", "/api/v1/system"},
      {"/api/v1/system/{id}", "/api/v1/system/" + e.object},
      {"/api/v1/org", "/api/v1/org"},
      {"/api/v1/org/{id}", "/api/v1/org/unit1"},
      {"/api/v1/account", "/api/v1/account"},
      {"/api/v1/case", "/api/v1/case"},
      {"/api/v1/case/{case}", "/api/v1/case/" + e.case_id},
      {"/api/v1/duty", "/api/v1/duty"},
      {"/api/v1/document", "/api/v1/document"},
      {"/api/v1/event", "/api/v1/event"},
      {"/api/v1/statistics", "/api/v1/statistics"}};
  for (const auto& [path, target] : asked) {
    const json::value& schema = document.json.at("paths")
                                    .at(path)
                                    .at("get")
                                    .at("responses")
                                    .at("200")
                                    .at("content")
                                    .at("application/json")
                                    .at("schema");
    EXPECT_FALSE(schema.as_object().empty()) << path;
    const Reply r = ask("GET", target, "", as("admin"));
    ASSERT_EQ(r.status, 200) << target;
    EXPECT_EQ(unlike(r.json, schema, document.json), "") << path;
  }
}

// The account list is for administrators of every kind, and for nobody else.
TEST_F(Visibility, AccountsAreListedForAdministrators) {
  for (const char* account : {"admin", "security", "auditor"}) {
    const Reply r = ask("GET", "/api/v1/account?limit=100", "", as(account));
    EXPECT_EQ(r.status, 200) << account << r.body;
    EXPECT_THAT(r.body, HasSubstr("of-unit1")) << account;
  }
  for (const char* account : {"of-unit1", "clerk", "of-district1"})
    EXPECT_EQ(ask("GET", "/api/v1/account", "", as(account)).status, 403) << account;
}

// Pages follow each other without a gap or a repetition, in every order, and count the same.
TEST_F(Visibility, PagesFollowEachOther) {
  const std::string who = as("admin");
  for (const char* list : {"system", "org", "case", "duty", "event", "account"}) {
    const Reply whole = ask("GET", std::string("/api/v1/") + list, "", who);
    const auto& rows = whole.json.as_array();
    EXPECT_EQ(whole.header("Dengbao-Total"), std::to_string(rows.size())) << list;
    json::array paged;
    std::string next = std::string("/api/v1/") + list + "?limit=1";
    for (std::size_t n = 0; !next.empty() && n <= rows.size(); ++n) {
      const Reply page = ask("GET", next, "", who);
      ASSERT_EQ(page.status, 200) << next << page.body;
      EXPECT_EQ(page.header("Dengbao-Total"), std::to_string(rows.size())) << next;
      for (const auto& row : page.json.as_array()) paged.push_back(row);
      const std::string link = page.header("Link");
      next = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    }
    EXPECT_EQ(json::serialize(paged), json::serialize(rows)) << list;
  }
  EXPECT_EQ(ask("GET", "/api/v1/system?after=zz", "", who).code(), "app.cursor");
  EXPECT_EQ(ask("GET", "/api/v1/system?sort=doc", "", who).status, 400);
}

}  // namespace
}  // namespace dengbao::server
