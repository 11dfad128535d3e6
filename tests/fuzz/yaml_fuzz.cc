// Pack files: any bytes give a tree or a refusal that names the place.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto tree = dengbao::parse_yaml(text, "pack.yaml");
  if (!tree && !tree.error().where.starts_with("pack.yaml")) std::abort();
  return 0;
}
