#pragma once
// The command line as the catalogue describes it: which use case, with which arguments and globals.

#include <string>
#include <string_view>
#include <vector>

#include "app/catalogue.h"
#include "app/session.h"

namespace dengbao::cli {

enum class Format : std::uint8_t { Table, Json, JsonLines, Csv };

struct CommandLine {
  const UseCase* use_case = nullptr;  // null: only help, for `group`
  std::string group;                  // "law"; empty: the whole program
  bool help = false;
  Arguments arguments;
  Globals globals;
  Format format = Format::Table;
  std::string server;  // --server; empty: the data directory here
};

// Options that every command takes, before or after its words.
const std::vector<Option>& global_options();

// Usage errors (exit 3) name what was most likely meant; a global with a wrong value is BadInput.
Result<CommandLine> read_command_line(const Catalogue& catalogue, std::vector<std::string> args);

// What must be known before anything else can be said: language and form of an error.
struct Manner {
  std::string lang;
  bool json = false;
  bool quiet = false;
};
Manner manner_of(const std::vector<std::string>& args);

}  // namespace dengbao::cli
