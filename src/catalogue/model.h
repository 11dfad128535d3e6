#pragma once
// GB/T 22239-2019 as values: items (测评项) by level, their guide, high-risk cases, hazards,
// mappings and the totals that the standard's own structure demands. Nothing here computes more
// than a look-up. The files behind it are described in law/catalogue/README.md.

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "law/model.h"

namespace dengbao::requirements {

constexpr int kLevels = 4;  // level 5 has no published requirements

// A word of a closed list: a method, a kind of object.
struct Term {
  std::string id;
  Label title;
  std::string parent;  // of a kind that only the guide uses: the kind of object it belongs to
};

struct SafetyClass {
  std::string code;  // "CES"
  std::string kind;  // technical, management
  Label title;
};

struct Domain {
  std::string id;       // general cloud mobile iot ics bigdata
  std::string chapter;  // "x.1", "附录H"
  std::string unit_digit;
  Label title;
};

// One row of the catalogue: an item as a level demands it.
struct AtLevel {
  int level = 0;
  std::string clause;        // "8.1.4.1 a"
  std::string unit;          // "L3-CES1-01", unique in the catalogue
  std::string printed_unit;  // where GB/T 28448 prints another number
  int same_as = 0;           // the lower level whose summary this is; 0: its own
  Label summary;             // its own, or that of same_as
  Label adds;                // what this level demands beyond the one below
  std::vector<std::string> methods;
  Place place;
};

struct Related {
  std::string item;
  Label note;
  Place place;
};

struct Item {
  std::string id;  // "ces.identity.two-factor"
  std::string point;
  std::vector<std::string> methods, objects;
  std::vector<std::string> high_risk, hazards;
  std::vector<Related> related;
  std::vector<int> single_check;  // levels whose unit has one check: no "partly" for one object
  std::vector<AtLevel> levels;    // from low to high
  Place place;

  const AtLevel* at(int level) const;
};

struct ControlPoint {
  std::string id;  // "ces.identity"
  std::string domain, class_code;
  Label title;
  std::vector<std::pair<int, Label>> title_at;  // levels at which it is called otherwise
  std::string attribute;                        // S A G
  std::string basis;
  std::vector<std::pair<int, std::string>> chapters;
  Place place;

  const Label& title_of(int level) const;
  std::string_view chapter(int level) const;
};

struct GuideLook {
  bool command = false;  // what is typed; otherwise a place that is looked at
  std::string what;
  std::vector<std::string> kinds;  // where it is for some of the kinds only
  std::string conforming;
};

struct GuideObject {
  std::vector<std::string> kinds;
  std::vector<std::string> ask;
  std::vector<GuideLook> look;
  std::vector<std::string> test;
};

struct Guide {
  std::string item;
  int level = 3;
  Label title;
  std::string caution;
  std::vector<GuideObject> objects;
  std::string conforming, partly, not_conforming, gap, advice, judgement;
  std::vector<std::pair<int, std::string>> differs;
  Place place;
};

struct HighRiskCase {
  std::string id;  // "6.4.1.3"
  std::string domain;
  Label topic, condition;
  int from = 1, to = 5;
  std::vector<std::string> items;
  std::string hazard;
  Place place;

  bool applies(int level) const { return level >= from && level <= to; }
};

struct Hazard {
  std::string id;  // "A-19"
  Label topic;
  std::string signs;
  std::vector<std::string> items;
  std::string high_risk;
  Place place;
};

struct Mapping {
  struct Target {
    std::string target, relation, strength;
  };
  struct Relation {
    std::string point;
    std::vector<Target> targets;
    std::string note;
    Place place;
  };
  struct Unmapped {
    std::string point, reason;
    Place place;
  };
  std::string id;  // name of its file
  Label title;     // of the other standard
  std::string source, target, direction, status;
  std::vector<Relation> relations;
  std::vector<Unmapped> unmapped;
  std::vector<std::string> not_judged;
  std::vector<std::pair<std::string, std::string>> target_titles;
  Place place;
};

// By level 1 to 4.
using ByLevel = std::array<int, kLevels>;

struct Total {
  std::string domain, class_code, point;  // what is counted; the narrowest one is set
  ByLevel items{}, points{};
  bool has_points = false;
  Place place;
};

struct Extension {
  std::string domain;
  std::string technology;  // of the object, that calls for it
  std::string note;
};

// How a grade chooses levels [GB/T 22239-2019 附录A].
struct Rules {
  struct Choice {
    std::string attribute;   // S A G
    std::string level_from;  // s a max
    Label meaning;
  };
  std::vector<Choice> choices;
  std::vector<std::pair<int, std::vector<std::string>>> allowed;  // level → S3A2 …
  std::vector<Extension> extensions;
};

struct Head {
  std::string id, edition, updated, licence;
  Label title;
};

// The whole catalogue.
struct Standard {
  Head head;
  std::vector<SafetyClass> classes;
  std::vector<Domain> domains;
  std::vector<Term> methods, objects, guide_kinds;
  std::vector<ControlPoint> points;  // in the order of the standard
  std::vector<Item> items;           // by point
  std::vector<Guide> guides;
  std::vector<HighRiskCase> high_risk;
  std::vector<Hazard> hazards;
  std::vector<Mapping> mappings;
  std::vector<Total> totals;
  Rules rules;
  std::string digest;  // SM3 of the files it was read from, hex

  // Each nullptr where there is none.
  const Item* item(std::string_view id) const;
  const ControlPoint* point(std::string_view id) const;
  const Guide* guide(std::string_view item) const;
  const SafetyClass* safety_class(std::string_view code) const;
  const Domain* domain(std::string_view id) const;
  const HighRiskCase* high_risk_case(std::string_view id) const;
  const Hazard* hazard(std::string_view id) const;
  // Of a kind of object, also one that only the guide uses; the id itself where it is unknown.
  Label kind_title(std::string_view id) const;
  Label method_title(std::string_view id) const;

  // Sorts by the order of the standard and makes the look-ups; after reading or adding.
  void arrange();

 private:
  std::map<std::string, std::size_t, std::less<>> item_index_, point_index_, guide_index_;
};

}  // namespace dengbao::requirements
