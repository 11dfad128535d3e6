#include "app/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/doing.h"
#include "app/listing.h"
#include "app/naming.h"
#include "app/places.h"
#include "base/text.h"
#include "documents/pdf.h"
#include "documents/template.h"

namespace dengbao {
namespace {

constexpr const char* kTemplate = "templates/overview.yaml";

// Systems of level 2 and above are to be filed [gbt-22239-2019 via cn-mlps: level 2 and above].
constexpr std::int64_t kFiledFrom = 2;

struct Counts {
  std::int64_t systems = 0, ungraded = 0, level3 = 0, owed = 0, filed = 0, overdue = 0, soon = 0;
  void add(const Counts& o) {
    systems += o.systems;
    ungraded += o.ungraded;
    level3 += o.level3;
    owed += o.owed;
    filed += o.filed;
    overdue += o.overdue;
    soon += o.soon;
  }
};

class Overview {
 public:
  Overview(Session& session, Installation& in, Reading& reading, Sight sight)
      : session_(session), in_(in), reading_(reading), sight_(std::move(sight)) {}

  Status count() {
    CHECK(systems());
    CHECK(duties());
    return cases();
  }

  Result<json::object> told() {
    json::array districts, worst;
    for (const auto& [place, counts] : places_) {
      json::object o = counts_json(counts);
      o["place"] = place;
      o["name"] = TRY(place_name(place));
      districts.push_back(std::move(o));
    }
    Names names(reading_);
    for (const auto& [id, overdue] : slowest())
      worst.push_back(
          json::object{{"party", id}, {"name", TRY(names.party(id))}, {"overdue", overdue}});
    return json::object{{"as_of", session_.now().iso()},     {"day", session_.now().date().iso()},
                        {"all", counts_json(all_)},          {"open_cases", open_cases_},
                        {"districts", std::move(districts)}, {"worst", std::move(worst)}};
  }

 private:
  static json::object counts_json(const Counts& c) {
    return {{"systems", c.systems}, {"ungraded", c.ungraded}, {"level3", c.level3},
            {"owed", c.owed},       {"filed", c.filed},       {"overdue", c.overdue},
            {"soon", c.soon}};
  }
  void add(const std::string& place, const Counts& counts) {
    all_.add(counts);
    places_[place].add(counts);
  }
  // By where they stand.
  Status systems() {
    ListQuery query;
    query.sight = sight_;
    query.kind = "object";
    for (const Tally& t : TRY(reading_.lists().tally(
             Listed::Records, query,
             {"t.place", "t.level", "CASE WHEN t.code = '' THEN 'no' ELSE 'yes' END"}))) {
      Counts c;
      const std::int64_t level = leading_number(t.values[1]);
      c.systems = t.count;
      if (level == 0) c.ungraded = t.count;
      if (level >= 3) c.level3 = t.count;
      if (level >= kFiledFrom) c.owed = t.count;
      if (level >= kFiledFrom && t.values[2] == "yes") c.filed = t.count;
      add(t.values[0], c);
    }
    return {};
  }
  // What is overdue or soon will be, by where its owner stands.
  Status duties() {
    const Instant now = session_.now();
    const Instant soon =
        Instant::end_of(in_.calendar().add_working_days(now.date(), 3).due).plus_millis(1);
    ListQuery query;
    query.sight = sight_;
    query.live = true;
    query.terms.push_back({.column = "status", .text = "running", .number = {}});
    query.terms.push_back(
        {.column = "due", .how = ListTerm::How::Below, .text = {}, .number = soon.millis()});
    const std::string when = fmt::format("CASE WHEN t.due <= {} THEN 'overdue' ELSE 'soon' END",
                                         TRY(reading_.lists().last_due(now)).millis());
    std::map<std::string, Counts> owners;
    for (const Tally& t :
         TRY(reading_.lists().tally(Listed::Duties, query, {"t.owner_party", when}))) {
      Counts& c = owners[t.values[0]];
      (t.values[1] == "overdue" ? c.overdue : c.soon) += t.count;
    }
    const auto places = TRY(places_of(owners));
    for (const auto& [owner, counts] : owners) {
      const auto place = places.find(owner);
      add(place == places.end() ? std::string() : place->second, counts);
      if (counts.overdue > 0) overdue_.emplace_back(owner, counts.overdue);
    }
    return {};
  }
  // Of few parties each is looked up; where there are many, all are told at once.
  Result<std::map<std::string, std::string>> places_of(
      const std::map<std::string, Counts>& parties) {
    constexpr std::size_t kFew = 300;
    std::map<std::string, std::string> out;
    if (parties.size() <= kFew) {
      for (const auto& [id, counts] : parties)
        if (const auto row = TRY(reading_.record("party", id))) out[id] = row->place;
      return out;
    }
    ListQuery query;
    query.kind = "party";
    query.sight.everything = true;
    for (Tally& t : TRY(reading_.lists().tally(Listed::Records, query, {"t.id", "t.place"})))
      out[std::move(t.values[0])] = std::move(t.values[1]);
    return out;
  }
  Status cases() {
    ListQuery query;
    query.sight = sight_;
    query.terms.push_back({.column = "open", .text = {}, .number = 1});
    for (const Tally& t : TRY(reading_.lists().tally(Listed::Cases, query, {"t.open"})))
      open_cases_ += t.count;
    return {};
  }
  // What the place is called: by its name in the list of places, else its code.
  Result<std::string> place_name(const std::string& place) {
    if (place.empty()) return std::string(session_.chinese() ? "未登记区划" : "No place");
    const LawLibrary* library = TRY(session_.law());
    if (places_known_.empty())
      for (const NamedPlace& p : TRY(named_places(library->files())))
        places_known_[p.code] = session_.pick(p.name);
    const auto known = places_known_.find(place);
    return known == places_known_.end() ? place : known->second;
  }
  std::vector<std::pair<std::string, std::int64_t>> slowest() const {
    constexpr std::size_t kMost = 5;
    auto out = overdue_;
    std::ranges::stable_sort(out, [](const auto& a, const auto& b) { return a.second > b.second; });
    if (out.size() > kMost) out.resize(kMost);
    return out;
  }

  Session& session_;
  Installation& in_;
  Reading& reading_;
  Sight sight_;
  std::map<std::string, Counts> places_;
  std::vector<std::pair<std::string, std::int64_t>> overdue_;  // by party
  std::map<std::string, std::string> places_known_;
  Counts all_;
  std::int64_t open_cases_ = 0;
};

Result<json::object> overview_of(Session& session) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  Overview overview(session, *in, *reading, TRY(sight_of(session, *reading, actor)));
  CHECK(overview.count());
  json::object o = TRY(overview.told());
  o["party_name"] = "";
  if (!actor.party.empty()) o["party_name"] = TRY(Names(*reading).party(actor.party));
  return o;
}

std::string number(const json::object& o, std::string_view name) {
  return std::to_string(o.at(name).to_number<std::int64_t>());
}

FieldTree fields_of(const json::object& o, const std::string& place_for_all) {
  const json::object& all = o.at("all").as_object();
  FieldTree out{FieldTree::Map{}};
  for (const char* name : {"systems", "ungraded", "level3", "owed", "filed", "overdue", "soon"})
    out.set(std::string("all.") + name, FieldTree(number(all, name)));
  out.set("open_cases", FieldTree(number(o, "open_cases")));
  out.set("day", FieldTree(std::string(o.at("day").as_string())));
  const std::string party(o.at("party_name").as_string());
  out.set("for", FieldTree(party.empty() ? place_for_all : party));
  FieldTree::List districts, worst;
  for (const json::value& d : o.at("districts").as_array()) {
    FieldTree row{FieldTree::Map{}};
    row.set("name", FieldTree(std::string(d.at("name").as_string())));
    for (const char* name : {"systems", "level3", "owed", "filed", "overdue", "soon"})
      row.set(name, FieldTree(number(d.as_object(), name)));
    districts.push_back(std::move(row));
  }
  for (const json::value& w : o.at("worst").as_array()) {
    FieldTree row{FieldTree::Map{}};
    row.set("name", FieldTree(std::string(w.at("name").as_string())));
    row.set("overdue", FieldTree(number(w.as_object(), "overdue")));
    worst.push_back(std::move(row));
  }
  out.set("districts", FieldTree(std::move(districts)));
  out.set("worst", FieldTree(std::move(worst)));
  return out;
}

Result<Answer> overview(Session& session, const Arguments&) {
  Answer answer;
  json::object o = TRY(overview_of(session));
  const json::object& all = o.at("all").as_object();
  answer.text =
      session.chinese()
          ? fmt::format("应备案 {}，已备案 {}；超期待办 {}；在办事项 {}。\n", number(all, "owed"),
                        number(all, "filed"), number(all, "overdue"), number(o, "open_cases"))
          : fmt::format("{} to be filed, {} filed; {} duties overdue; {} open cases.\n",
                        number(all, "owed"), number(all, "filed"), number(all, "overdue"),
                        number(o, "open_cases"));
  for (const json::value& d : o.at("districts").as_array())
    answer.text += fmt::format("  {}  {} / {}  {}\n", std::string_view(d.at("name").as_string()),
                               number(d.as_object(), "filed"), number(d.as_object(), "owed"),
                               number(d.as_object(), "overdue"));
  answer.value = std::move(o);
  return answer;
}

Result<Answer> overview_page(Session& session, const Arguments& a) {
  const json::object o = TRY(overview_of(session));
  const LawFiles& files = TRY(session.law())->files();
  const auto form = files.find(kTemplate), style = files.find("templates/house-style.yaml");
  if (form == files.end())
    return fail(ErrorKind::Internal, "app.no_template", {{"document", kTemplate}});
  if (style == files.end()) return fail(ErrorKind::Internal, "app.no_house_style");
  const Template loaded = TRY(load_template(form->second, form->first));
  const Document document = TRY(fill(loaded, fields_of(o, "本级"), session.now()));
  HouseStyle look = TRY(load_house_style(style->second, style->first));
  PdfWriter writer = TRY(PdfWriter::open(std::move(look)));
  const std::string bytes = TRY(writer.write(document));
  const std::string name = "等级保护工作情况-" + std::string(o.at("day").as_string()) + ".pdf";
  Answer answer;
  json::object out{{"name", name}, {"type", "application/pdf"}};
  if (a.has("out")) {
    CHECK(write_whole_file(a.text("out"), bytes, true));
    out["written"] = a.text("out");
  } else {
    out["base64"] = base64(bytes_of(bytes));
  }
  answer.value = std::move(out);
  answer.columns = {{"name", {"文件名", "Name"}}, {"written", {"写到", "Written to"}}};
  return answer;
}

}  // namespace

void add_overview_words(Catalogue& all) {
  all.push_back(
      {"overview",
       Needs::Reading,
       "read",
       {"三个数：备案、超期、在办；各区情况", "three numbers: filed, overdue, open; by district"},
       {"dengbao overview", "dengbao --as 云杉市信息化工作办公室 overview --json"},
       {},
       overview});
  all.push_back({"overview page",
                 Needs::Reading,
                 "read",
                 {"同上，一页 PDF", "the same as one page of PDF"},
                 {"dengbao overview page --out 情况.pdf",
                  "dengbao --as 云杉市信息化工作办公室 overview page --out 情况.pdf"},
                 {option("out", "OUT.pdf", {"写到此文件；不给则在结果里", "file to write"})},
                 overview_page});
}

}  // namespace dengbao
