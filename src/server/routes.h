#pragma once
// Routes, each from one line of the catalogue: `noun verb` and its positional options say method
// and path.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/catalogue.h"

namespace dengbao::server {

inline constexpr std::string_view kBase = "/api/v1";

struct Segment {
  std::string text;  // as it stands, or the name in {}
  bool parameter = false;
};

struct Route {
  std::string method;
  std::vector<Segment> path;  // below kBase
  const UseCase* use_case = nullptr;
  std::string shown() const;  // "/api/v1/case/{case}/do/{move}"
};

// Names of options as they stand in paths, queries and bodies: in lower case.
std::string wire_name(const Option& option);

// `catalogue` outlives what is made from it.
std::vector<Route> routes_of(const Catalogue& catalogue);

struct Match {
  const Route* route = nullptr;              // null where nothing matches
  std::map<std::string, std::string> given;  // wire name -> decoded segment
  std::vector<std::string> allowed;          // methods of the path
};

// `path` is still escaped; a literal segment goes before a parameter.
Match match(const std::vector<Route>& routes, std::string_view method, std::string_view path);

}  // namespace dengbao::server
