// Makes the one piece that the program carries from the files of law/catalogue, at build time.
// usage: compile_catalogue FOLDER OUT

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "catalogue/check.h"
#include "catalogue/compiled.h"
#include "catalogue/reading.h"

int main(int argc, char** argv) {
  using namespace dengbao;
  if (argc != 3) {
    std::fprintf(stderr, "usage: compile_catalogue FOLDER OUT\n");
    return 3;
  }
  const auto files = files_from_folder(argv[1]);
  if (!files) {
    std::fprintf(stderr, "%s: cannot be read\n", argv[1]);
    return 4;
  }
  const auto read = requirements::read_catalogue(*files, "law/catalogue");
  for (const Explanation& e : read.faults) {
    std::fprintf(stderr, "%s: %s", e.where.c_str(), e.code.c_str());
    for (const auto& [name, value] : e.args)
      std::fprintf(stderr, " %s=%s", name.c_str(), value.c_str());
    std::fprintf(stderr, "\n");
  }
  if (!read.faults.empty()) return 2;
  const std::string part = std::string(argv[2]) + ".part";
  std::ofstream out(part, std::ios::binary);
  out << requirements::compiled(read.catalogue);
  out.close();
  if (!out) {
    std::fprintf(stderr, "%s: cannot be written\n", part.c_str());
    return 8;
  }
  std::filesystem::rename(part, argv[2]);
}
