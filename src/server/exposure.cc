#include "server/exposure.h"

#include <algorithm>

namespace dengbao::server {

Carries carries(const Option& o) {
  const std::string& v = o.value;
  if (v == "FILE") return Carries::Upload;
  if (v.ends_with("=FILE")) return Carries::NamedUpload;
  if (v == "FILE|NUMBER") return Carries::TextOrUpload;
  // A pack is meant; the folder form stays on the machine (paths are refused with the arguments).
  if (v == "PACK|FOLDER") return Carries::Text;
  for (const char* part : {"FILE", "DIR", "FOLDER", "KEY", "OUT", "PATH"})
    if (v.find(part) != std::string::npos) return Carries::Nothing;
  return Carries::Text;
}

bool offered(const UseCase& u) {
  if (u.needs == Needs::Making || u.exposure.here) return false;
  return std::none_of(u.options.begin(), u.options.end(),
                      [](const Option& o) { return o.required && carries(o) == Carries::Nothing; });
}

bool open_to_all(const UseCase& u) {
  return (u.permission.empty() || u.permission == "public") && u.exposure.to_all;
}

bool takes_long(const UseCase& u) {
  return u.exposure.takes_long;
}

bool tells_secret(const UseCase& u) {
  return u.exposure.tells_secret;
}

bool writes(const UseCase& u) {
  if (u.needs == Needs::Writing || u.exposure.asks_secret) return true;
  return std::any_of(u.options.begin(), u.options.end(),
                     [](const Option& o) { return o.required && carries(o) == Carries::Upload; });
}

}  // namespace dengbao::server
