#include "cli/flags.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <list>

namespace dengbao::cli {

Result<Flags> read_flags(const std::vector<Option>& options, std::vector<std::string> args) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::list<std::vector<std::string>> values;
  std::list<std::int64_t> counts;
  std::vector<std::pair<const Option*, std::vector<std::string>*>> valued;
  std::vector<std::pair<const Option*, std::int64_t*>> flags;
  for (const Option& o : options) {
    const std::string name = o.positional         ? o.name
                             : o.name.size() == 1 ? "-" + o.name
                             : o.name == "help"   ? "-h,--help"
                                                  : "--" + o.name;
    if (!o.positional && o.value.empty()) {
      flags.emplace_back(&o, &counts.emplace_back());
      app.add_flag(name, *flags.back().second);
      continue;
    }
    valued.emplace_back(&o, &values.emplace_back());
    CLI::Option* option = app.add_option(name, *valued.back().second);
    if (!o.positional) {
      option->allow_extra_args(false);
    } else if (!o.many) {
      option->expected(1)->allow_extra_args(false);
    }
  }
  // A letter may be given with one dash or two (`--q`); the library knows it with one.
  for (const Option& o : options)
    if (o.name.size() == 1)
      for (std::string& arg : args)
        if (arg == "--" + o.name) arg.erase(0, 1);
  Flags out;
  out.ended = std::find(args.begin(), args.end(), "--") != args.end();
  std::reverse(args.begin(), args.end());  // as the library wants them
  try {
    app.parse(std::move(args));
  } catch (const CLI::ArgumentMismatch& e) {
    const std::string text = e.what();
    return fail(ErrorKind::Usage, "cli.value_missing",
                {{"flag", text.substr(0, text.find_first_of(": "))}});
  } catch (const CLI::ParseError& e) {
    return fail(ErrorKind::Usage, "cli.not_understood", {{"reason", e.what()}});
  }
  for (const auto& [option, given] : valued)
    for (std::string& value : *given) out.given.add(option->name, std::move(value));
  for (const auto& [option, count] : flags)
    for (std::int64_t i = 0; i < *count; ++i) out.given.add(option->name, "");
  out.surplus = app.remaining();
  std::erase(out.surplus, "--");
  return out;
}

}  // namespace dengbao::cli
