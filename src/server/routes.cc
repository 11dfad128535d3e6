#include "server/routes.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "http/message.h"
#include "server/exposure.h"

namespace dengbao::server {
namespace {

// Positional options that must be given and can stand in a path.
std::vector<std::string> path_options(const UseCase& u) {
  std::vector<std::string> out;
  for (const Option& o : u.options) {
    const Carries c = carries(o);
    if (o.positional && o.required && !o.many && (c == Carries::Text || c == Carries::TextOrUpload))
      out.push_back(wire_name(o));
  }
  return out;
}

std::vector<Segment> path_of(const UseCase& u, bool with_parameters) {
  const auto space = u.word.find(' ');
  const std::string noun = u.word.substr(0, space);
  const std::string verb = space == std::string::npos ? "" : u.word.substr(space + 1);
  const auto parameters = with_parameters ? path_options(u) : std::vector<std::string>{};
  std::vector<Segment> out = {{noun, false}};
  const auto add = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < std::min(to, parameters.size()); ++i)
      out.push_back({parameters[i], true});
  };
  if (verb == "list" || ((verb == "new" || verb == "open") && writes(u))) return out;
  if (verb.empty() || verb == "show") {
    add(0, parameters.size());
    return out;
  }
  add(0, 1);
  for (const std::string& piece : split(verb, ' ')) out.push_back({piece, false});
  add(1, parameters.size());
  return out;
}

std::vector<std::string> pieces_of(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return split(path, '/');
}

// A path as it is asked for: each piece as it stands and decoded, nothing where it cannot be.
struct Asked {
  std::vector<std::string> pieces;
  std::vector<std::optional<std::string>> decoded;
};

// How many literal segments fit; nothing where the path is another one.
std::optional<std::size_t> fits(const Route& route, const Asked& asked) {
  if (asked.pieces.size() != route.path.size()) return std::nullopt;
  std::size_t literal = 0;
  for (std::size_t i = 0; i < route.path.size(); ++i) {
    const Segment& segment = route.path[i];
    const auto& value = asked.decoded[i];
    if (segment.parameter ? !value || value->empty() : asked.pieces[i] != segment.text)
      return std::nullopt;
    literal += segment.parameter ? 0 : 1;
  }
  return literal;
}

}  // namespace

std::string wire_name(const Option& option) {
  std::string out = option.name;
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string Route::shown() const {
  std::string out(kBase);
  for (const Segment& s : path) out += s.parameter ? "/{" + s.text + "}" : "/" + s.text;
  return out;
}

std::vector<Route> routes_of(const Catalogue& catalogue) {
  std::vector<Route> out;
  for (const UseCase& u : catalogue) {
    if (!offered(u)) continue;
    out.push_back({writes(u) ? "POST" : "GET", path_of(u, true), &u});
    // What takes a number or a file: the number in the path, the file in a body.
    if (!writes(u) && std::any_of(u.options.begin(), u.options.end(), [](const Option& o) {
          return carries(o) == Carries::TextOrUpload;
        }))
      out.push_back({"POST", path_of(u, false), &u});
  }
  return out;
}

Match match(const std::vector<Route>& routes, std::string_view method, std::string_view path) {
  Match out;
  Asked asked{pieces_of(path), {}};
  for (const std::string& piece : asked.pieces)
    asked.decoded.push_back(http::percent_decoded(piece, false));
  std::size_t best = 0;
  for (const Route& route : routes) {
    const auto literal = fits(route, asked);
    if (!literal) continue;
    if (std::find(out.allowed.begin(), out.allowed.end(), route.method) == out.allowed.end())
      out.allowed.push_back(route.method);
    if (route.method != method || (out.route && *literal <= best)) continue;
    out.route = &route;
    best = *literal;
  }
  if (!out.route) return out;
  for (std::size_t i = 0; i < out.route->path.size(); ++i)
    if (out.route->path[i].parameter) out.given[out.route->path[i].text] = *asked.decoded[i];
  return out;
}

}  // namespace dengbao::server
