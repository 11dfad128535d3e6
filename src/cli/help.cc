#include "cli/help.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "base/text.h"
#include "cli/command_line.h"

namespace dengbao::cli {
namespace {

struct Code {
  int code;
  Label meaning;
};

const std::array<Code, 10>& exit_codes() {
  static const std::array<Code, 10> codes = {{
      {0, {"已完成，或符合", "done, or compliant"}},
      {1, {"程序内部错误", "internal"}},
      {2, {"运行正常，结论为否", "ran well, verdict negative"}},
      {3, {"用法错误", "usage"}},
      {4, {"输入有误", "bad input"}},
      {5, {"找不到", "not found"}},
      {6, {"不予办理（权限、状态或法规）", "refused (permission, state, law)"}},
      {7, {"冲突（他人在先、版本或键不符）", "conflict"}},
      {8, {"外部系统、密钥或磁盘故障", "external system, key or disk"}},
      {9, {"被中断，状态已保存", "interrupted, state saved"}},
  }};
  return codes;
}

std::string pick(const Label& label, bool chinese) {
  return chinese ? label.zh : label.en;
}

std::string spelled(const Option& o) {
  if (o.positional) return o.name;
  const std::string name = o.name == "help"     ? "-h, --help"
                           : o.name.size() == 1 ? "-" + o.name
                                                : "--" + o.name;
  return o.value.empty() ? name : name + " " + o.value;
}

std::string usage_of(const UseCase& u) {
  std::string out = "dengbao " + u.word;
  for (const Option& o : u.options) {
    if (o.positional) continue;
    const std::string one = spelled(o);
    out += o.required ? " " + one : " [" + one + "]";
    if (o.many) out += "…";
  }
  for (const Option& o : u.options) {
    if (!o.positional) continue;
    out += o.required ? " " + o.name : " [" + o.name + "]";
    if (o.many) out += "…";
  }
  return out;
}

std::string option_lines(const std::vector<Option>& options, bool chinese) {
  std::size_t widest = 0;
  for (const Option& o : options) widest = std::max(widest, width(spelled(o)));
  std::string out;
  for (const Option& o : options) {
    std::string choices;
    for (const std::string& c : o.choices) choices += (choices.empty() ? "" : "|") + c;
    out += fmt::format("  {}  {}{}\n", pad(spelled(o), widest), pick(o.help, chinese),
                       choices.empty() ? "" : (chinese ? "：" : ": ") + choices);
  }
  return out;
}

std::string globals(bool chinese) {
  return (chinese ? "通用选项：\n" : "Options of every command:\n") +
         option_lines(global_options(), chinese);
}

std::string roff(std::string_view text) {
  std::string out = replace_all(std::string(text), "\\", "\\e");
  out = replace_all(out, "-", "\\-");
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

// The words that may follow a prefix ("": first words, "law ": list, show …).
std::vector<std::string> following(const Catalogue& catalogue, const std::string& prefix) {
  std::vector<std::string> out;
  for (const UseCase& u : catalogue) {
    if (!u.word.starts_with(prefix) || u.word.size() <= prefix.size()) continue;
    const std::string next =
        u.word.substr(prefix.size(), u.word.find(' ', prefix.size()) - prefix.size());
    if (std::find(out.begin(), out.end(), next) == out.end()) out.push_back(next);
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : " ") + w;
  return out;
}

std::string flags_of(const UseCase& u) {
  std::vector<std::string> out;
  for (const Option& o : u.options)
    if (!o.positional) out.push_back("--" + o.name);
  return joined(out);
}

std::vector<std::string> groups_of(const Catalogue& catalogue) {
  std::vector<std::string> out;
  for (const std::string& first : following(catalogue, ""))
    if (!following(catalogue, first + " ").empty()) out.push_back(first);
  return out;
}

// bash and zsh (through bashcompinit) share one function.
std::string bash_function(const Catalogue& catalogue) {
  std::string cases;
  for (const std::string& group : groups_of(catalogue))
    cases +=
        fmt::format("    {}) words='{}' ;;\n", group, joined(following(catalogue, group + " ")));
  std::string flags;
  for (const UseCase& u : catalogue)
    flags += fmt::format("    '{}'*) flags='{}' ;;\n", u.word, flags_of(u));
  std::vector<std::string> common;
  for (const Option& o : global_options())
    if (o.name.size() > 1) common.push_back("--" + o.name);
  return fmt::format(R"(_dengbao() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" words='' flags='' line="${{COMP_WORDS[*]:1}}"
  case "$line" in
{}  esac
  case "${{COMP_WORDS[1]}}" in
{}  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags {}" -- "$cur"))
  elif [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W '{}' -- "$cur"))
  elif [[ $COMP_CWORD -eq 2 && -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else COMPREPLY=($(compgen -f -- "$cur"))
  fi
}}
complete -o filenames -F _dengbao dengbao
)",
                     flags, cases, joined(common), joined(following(catalogue, "")));
}

std::string fish_lines(const Catalogue& catalogue) {
  std::string out = fmt::format("complete -c dengbao -n __fish_use_subcommand -f -a '{}'\n",
                                joined(following(catalogue, "")));
  for (const std::string& group : groups_of(catalogue))
    out += fmt::format("complete -c dengbao -n '__fish_seen_subcommand_from {}' -a '{}'\n", group,
                       joined(following(catalogue, group + " ")));
  for (const UseCase& u : catalogue)
    for (const Option& o : u.options)
      if (!o.positional)
        out +=
            fmt::format("complete -c dengbao -n '__fish_seen_subcommand_from {}' -l {}{}\n",
                        u.word.substr(u.word.rfind(' ') + 1), o.name, o.value.empty() ? "" : " -r");
  for (const Option& o : global_options())
    out += fmt::format("complete -c dengbao {} {}{}\n", o.name.size() == 1 ? "-s" : "-l", o.name,
                       o.value.empty() ? "" : " -r");
  return out;
}

}  // namespace

std::string help_of(const UseCase& u, bool chinese) {
  std::string out = chinese ? "示例：\n" : "Examples:\n";
  for (const std::string& e : u.examples) out += "  " + e + "\n";
  out += fmt::format("\n{}\n\n{}\n  {}\n", pick(u.help, chinese),
                     chinese ? "用法：" : "Usage:", usage_of(u));
  if (!u.options.empty())
    out += (chinese ? "\n参数与选项：\n" : "\nArguments and options:\n") +
           option_lines(u.options, chinese);
  return out + "\n" + globals(chinese);
}

std::string help_of_group(const Catalogue& catalogue, const std::string& group, bool chinese) {
  std::size_t widest = 0;
  const std::string prefix = group.empty() ? "" : group + " ";
  for (const UseCase& u : catalogue)
    if (u.word.starts_with(prefix)) widest = std::max(widest, u.word.size());
  std::string out = chinese ? "示例：\n" : "Examples:\n";
  int shown = 0;
  for (const UseCase& u : catalogue)
    if (u.word.starts_with(prefix) && shown < 2 && !u.examples.empty()) {
      out += "  " + u.examples.front() + "\n";
      ++shown;
    }
  out += chinese ? "\n命令：\n" : "\nCommands:\n";
  for (const UseCase& u : catalogue)
    if (u.word.starts_with(prefix))
      out += fmt::format("  {}  {}\n", pad(u.word, widest), pick(u.help, chinese));
  out += chinese ? "\n每个命令都可加 --help 查看示例和选项。\n\n"
                 : "\nEvery command takes --help: examples and options.\n\n";
  return out + globals(chinese);
}

std::string manual(const Catalogue& catalogue, bool chinese, std::string_view version) {
  std::string out =
      fmt::format(".TH DENGBAO 1 \"\" \"dengbao {}\"\n.SH {}\ndengbao \\- {}\n.SH {}\n", version,
                  chinese ? "名称" : "NAME",
                  chinese ? "网络安全等级保护全过程办理"
                          : "runs the Multi\\-Level Protection Scheme end to end",
                  chinese ? "命令" : "COMMANDS");
  for (const UseCase& u : catalogue) {
    out += fmt::format(".SS {}\n{}\n.PP\n.B {}\n", roff(u.word), roff(pick(u.help, chinese)),
                       roff(usage_of(u)));
    for (const Option& o : u.options)
      out += fmt::format(".TP\n.B {}\n{}\n", roff(spelled(o)), roff(pick(o.help, chinese)));
    out += ".PP\n.nf\n";
    for (const std::string& e : u.examples) out += roff(e) + "\n";
    out += ".fi\n";
  }
  out += fmt::format(".SH {}\n", chinese ? "通用选项" : "OPTIONS OF EVERY COMMAND");
  for (const Option& o : global_options())
    out += fmt::format(".TP\n.B {}\n{}\n", roff(spelled(o)), roff(pick(o.help, chinese)));
  out += fmt::format(".SH {}\n", chinese ? "退出码" : "EXIT STATUS");
  for (const Code& c : exit_codes())
    out += fmt::format(".TP\n.B {}\n{}\n", c.code, roff(pick(c.meaning, chinese)));
  return out;
}

std::string completion(const Catalogue& catalogue, std::string_view shell) {
  if (shell == "fish") return fish_lines(catalogue);
  if (shell == "zsh")
    return "#compdef dengbao\nautoload -U +X bashcompinit && bashcompinit\n" +
           bash_function(catalogue);
  return bash_function(catalogue);
}

}  // namespace dengbao::cli
