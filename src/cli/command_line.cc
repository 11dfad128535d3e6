#include "cli/command_line.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "app/law_words.h"
#include "cli/flags.h"

namespace dengbao::cli {
namespace {

std::string environment(const char* name, std::string otherwise = {}) {
  const char* value = std::getenv(name);
  return value && *value ? value : otherwise;
}

const Option* find_option(const std::vector<Option>& options, std::string_view name) {
  for (const Option& o : options)
    if (!o.positional && o.name == name) return &o;
  return nullptr;
}

bool starts_group(const Catalogue& catalogue, const std::string& words) {
  return std::any_of(catalogue.begin(), catalogue.end(),
                     [&](const UseCase& u) { return u.word.starts_with(words + " "); });
}

const UseCase* find_word(const Catalogue& catalogue, const std::string& words) {
  for (const UseCase& u : catalogue)
    if (u.word == words) return &u;
  return nullptr;
}

// The words of the command, taken out of the arguments; what is left are flags and values.
struct Words {
  const UseCase* use_case = nullptr;
  std::string group;
};

std::unexpected<Explanation> unknown_word(const Catalogue& catalogue, const std::string& group,
                                          const std::string& word) {
  std::vector<std::string> known;
  const std::string prefix = group.empty() ? "" : group + " ";
  for (const UseCase& u : catalogue)
    if (u.word.starts_with(prefix)) known.push_back(u.word);
  const std::string given = prefix + word;
  std::vector<std::string> firsts = known;
  if (group.empty())
    for (const std::string& w : known) firsts.push_back(w.substr(0, w.find(' ')));
  return fail(ErrorKind::Usage, "cli.unknown_command",
              {{"command", given}, {"nearest", nearest_word(given, firsts)}});
}

Result<Words> take_words(const Catalogue& catalogue, std::vector<std::string>& args) {
  Words out;
  for (std::size_t i = 0; i < args.size();) {
    const std::string& arg = args[i];
    if (arg == "--") break;
    if (arg.size() > 1 && arg[0] == '-') {
      const Option* global =
          arg.starts_with("--") ? find_option(global_options(), arg.substr(2)) : nullptr;
      i += global && !global->value.empty() ? 2 : 1;
      continue;
    }
    const std::string longer = out.group.empty() ? arg : out.group + " " + arg;
    const UseCase* exact = find_word(catalogue, longer);
    if (!exact && !starts_group(catalogue, longer)) {
      if (!out.use_case) return unknown_word(catalogue, out.group, arg);
      break;  // an argument of the command found so far
    }
    if (exact) out.use_case = exact;
    out.group = longer;
    args.erase(args.begin() + static_cast<std::ptrdiff_t>(i));
    if (exact && !starts_group(catalogue, longer)) break;
  }
  return out;
}

std::unexpected<Explanation> unknown_flag(const std::string& flag,
                                          const std::vector<Option>& options,
                                          const std::string& command) {
  std::vector<std::string> known;
  for (const Option& o : options)
    if (!o.positional) known.push_back("--" + o.name);
  const std::string bare = flag.substr(0, flag.find('='));
  return fail(ErrorKind::Usage, "cli.unknown_flag",
              {{"flag", bare}, {"command", command}, {"nearest", nearest_word(bare, known)}});
}

Status check_values(const std::vector<Option>& options, const Arguments& given,
                    const std::string& command) {
  for (const Option& o : options) {
    const std::string shown = o.positional ? o.name : "--" + o.name;
    if (o.required && !given.has(o.name))
      return fail(ErrorKind::Usage, o.positional ? "cli.missing_argument" : "cli.missing_flag",
                  {{"name", shown}, {"command", command}});
    if (!o.many && !o.value.empty() && given.all(o.name).size() > 1)
      return fail(ErrorKind::Usage, "cli.given_twice", {{"name", shown}});
    if (o.choices.empty()) continue;
    std::string known;
    for (const std::string& c : o.choices) known += (known.empty() ? "" : " ") + c;
    for (const std::string& value : given.all(o.name))
      if (std::find(o.choices.begin(), o.choices.end(), value) == o.choices.end())
        return fail(ErrorKind::Usage, "cli.unknown_choice",
                    {{"name", shown},
                     {"value", value},
                     {"known", known},
                     {"nearest", nearest_word(value, o.choices)}});
  }
  return {};
}

Result<Globals> globals_of(const Arguments& given) {
  Globals g;
  g.data = given.has("data") ? given.text("data") : environment("DENGBAO_DATA", "dengbao-data");
  g.db = given.text("db");
  g.account = given.text("as");
  g.on = TRY(given.date("on"));
  if (given.has("as-of")) {
    auto at = Instant::parse(given.text("as-of"));
    if (!at) {
      at.error().where = "--as-of";
      return std::unexpected(at.error());
    }
    g.as_of = *at;
  }
  g.lang = given.has("lang") ? given.text("lang") : environment("DENGBAO_LANG", "zh-CN");
  if (g.lang != "en") g.lang = "zh-CN";
  g.law_folder = environment("DENGBAO_LAW");
  g.passphrase_file = environment("DENGBAO_KEY_PASSPHRASE_FILE");
  const passwd* user = getpwuid(geteuid());
  g.local_user = user ? user->pw_name : std::to_string(geteuid());
  g.wait_seconds =
      static_cast<int>(std::clamp<std::int64_t>(TRY(given.integer("wait")).value_or(30), 0, 86400));
  g.quiet = given.has("quiet");
  g.verbose = static_cast<int>(given.all("v").size());
  g.no_sandbox = given.has("no-sandbox");
  return g;
}

Result<Format> format_of(const Arguments& given) {
  static constexpr std::pair<const char*, Format> kFormats[] = {{"table", Format::Table},
                                                                {"json", Format::Json},
                                                                {"jsonl", Format::JsonLines},
                                                                {"csv", Format::Csv}};
  Format out = Format::Table;
  int count = 0;
  for (const auto& [name, format] : kFormats)
    if (given.has(name)) {
      out = format;
      ++count;
    }
  if (count > 1) return fail(ErrorKind::Usage, "cli.one_format");
  return out;
}

// A form of output that takes no value may be given its place at once: `--oscal=DIR` is `--oscal
// DIR`, where the command has the one place TO.
void part_places(const std::vector<Option>& options, std::vector<std::string>& args) {
  const bool one_place = std::any_of(options.begin(), options.end(), [](const Option& o) {
    return o.positional && o.name == "TO";
  });
  for (std::size_t i = 0; one_place && i < args.size() && args[i] != "--"; ++i) {
    const std::size_t equals = args[i].find('=');
    if (!args[i].starts_with("--") || equals == std::string::npos) continue;
    const Option* form = find_option(options, args[i].substr(2, equals - 2));
    if (!form || !form->value.empty()) continue;
    std::string place = args[i].substr(equals + 1);
    args[i].erase(equals);
    args.insert(args.begin() + static_cast<std::ptrdiff_t>(++i), std::move(place));
  }
}

}  // namespace

const std::vector<Option>& global_options() {
  static const std::vector<Option> options = {
      {.name = "data",
       .value = "DIR",
       .help = {"数据目录（默认 $DENGBAO_DATA 或 ./dengbao-data）",
                "data directory (default $DENGBAO_DATA or ./dengbao-data)"}},
      {.name = "db",
       .value = "URL",
       .help = {"数据库地址，如 postgresql://用户@主机/库名",
                "database, such as postgresql://user@host/name"}},
      {.name = "server", .value = "URL", .help = {"连接服务器办理", "work on a server"}},
      {.name = "as", .value = "ACCOUNT", .help = {"以哪个账号办理", "the account that acts"}},
      {.name = "on", .value = "DATE", .help = {"办理动作的发生日期", "fact date of the move"}},
      {.name = "as-of",
       .value = "DATE|INSTANT",
       .help = {"以哪一天的视角", "the view of that day"}},
      {.name = "json", .help = {"输出 JSON", "print JSON"}},
      {.name = "jsonl", .help = {"每行一个 JSON", "one JSON value a line"}},
      {.name = "csv",
       .help = {"输出 CSV（含 BOM，可用表格软件打开）", "print CSV (with BOM, for spreadsheets)"}},
      {.name = "table", .help = {"输出表格（默认）", "print a table (default)"}},
      {.name = "lang",
       .value = "LANG",
       .help = {"语言（默认 $DENGBAO_LANG 或 zh-CN）", "language (default $DENGBAO_LANG or zh-CN)"},
       .choices = {"zh-CN", "en"}},
      {.name = "wait",
       .value = "SECONDS",
       .help = {"数据目录被占用时最多等几秒（默认 30）",
                "how long to wait for the data directory (default 30)"}},
      {.name = "no-sandbox",
       .help = {"没有内核隔离也解析外来文件，风险自担",
                "read foreign files even where the kernel cannot isolate them"}},
      {.name = "quiet", .help = {"不显示进度和提示", "no progress, no notes"}},
      {.name = "v", .help = {"显示更多细节", "more detail"}, .many = true},
      {.name = "help", .help = {"显示帮助", "show this help"}},
  };
  return options;
}

Result<CommandLine> read_command_line(const Catalogue& catalogue, std::vector<std::string> args) {
  CommandLine out;
  if (args.size() > 1 && args[0] == "help") {
    args.erase(args.begin());
    out.help = true;
  }
  const auto end = std::find(args.begin(), args.end(), "--");
  out.help = out.help || std::any_of(args.begin(), end, [](const std::string& a) {
               return a == "--help" || a == "-h";
             });
  const Words words = TRY(take_words(catalogue, args));
  out.use_case = words.use_case;
  out.group = words.group;
  std::vector<Option> options = out.use_case ? out.use_case->options : std::vector<Option>{};
  part_places(options, args);
  for (const Option& o : global_options())
    if (!find_option(options, o.name)) options.push_back(o);
  const Flags flags = TRY(read_flags(options, std::move(args)));
  out.arguments = flags.given;
  if (!out.help) {
    for (const std::string& surplus : flags.surplus) {
      if (surplus.size() > 1 && surplus[0] == '-' && !flags.ended)
        return unknown_flag(surplus, options, out.group);
      if (out.use_case)
        return fail(ErrorKind::Usage, "cli.surplus", {{"value", surplus}, {"command", out.group}});
    }
    if (out.use_case) CHECK(check_values(options, out.arguments, out.group));
  }
  out.format = TRY(format_of(out.arguments));
  out.globals = TRY(globals_of(out.arguments));
  out.server = out.arguments.text("server");
  return out;
}

Manner manner_of(const std::vector<std::string>& args) {
  Manner out{environment("DENGBAO_LANG", "zh-CN"), false, false};
  for (std::size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    if (args[i] == "--json") out.json = true;
    if (args[i] == "--quiet") out.quiet = true;
    if (args[i] == "--lang" && i + 1 < args.size()) out.lang = args[i + 1];
    if (args[i].starts_with("--lang=")) out.lang = args[i].substr(7);
  }
  return out;
}

}  // namespace dengbao::cli
