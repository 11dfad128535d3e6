#pragma once
// The catalogue in OSCAL 1.2.1, as JSON: one control for each row (an item at a level), profiles
// by level and by grade, the mappings. The same catalogue gives the same bytes.
//
//   control id   = item id ".l" level          ces.identity.two-factor.l3
//   groups       = domain, class, control point
//   prop names   = NCNames; those without a name in OSCAL stand in kNamespace

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/selection.h"

namespace dengbao::requirements {

inline constexpr std::string_view kOscalVersion = "1.2.1";
inline constexpr std::string_view kNamespace = "https://dengbao.example/ns/oscal";

struct OscalFile {
  std::string name;
  std::string text;
};

std::string control_id(std::string_view item, int level);

// The catalog of the rows; all of the standard, or what overlays add.
struct CatalogName {
  std::string id;  // "gbt-22239-2019"; gives the file its name and its UUID
  std::string version;
  Label title;
};
OscalFile oscal_catalog(const Standard& standard, const CatalogName& name,
                        const std::vector<Row>& rows);
CatalogName catalog_name(const Standard& standard);

// `name`: "level-3", "S3A2G3". Rows that do not apply are left out; rows of overlays are imported
// from the catalog `added_file`; what overlays sharpen is added to its control.
OscalFile oscal_profile(const Standard& standard, const std::string& name, const Label& title,
                        const std::vector<Row>& rows, const std::string& added_file = {});

// Every mapping of the catalogue in one mapping-collection, by control point: the sources of a map
// are the controls of the point at level 3.
OscalFile oscal_mappings(const Standard& standard);

// The catalog, profiles for each level and each grade that the rules allow, and the mappings.
std::vector<OscalFile> oscal_files(const Standard& standard);

// The rows a profile selects, as item and level. Errors: BadInput of JSON;
// catalogue.no_such_profile with what cannot be read; catalogue.unknown_control with what was most
// likely meant. `extra`: items of overlays.
Result<std::set<std::pair<std::string, int>>> read_oscal_profile(const Standard& standard,
                                                                 const std::vector<Item>& extra,
                                                                 std::string_view text,
                                                                 std::string_view path);

}  // namespace dengbao::requirements
