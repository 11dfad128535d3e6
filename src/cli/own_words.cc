#include <boost/json.hpp>

#include "app/session.h"
#include "cli/cli.h"
#include "cli/help.h"

namespace dengbao::cli {
namespace {

constexpr std::string_view kVersion = DENGBAO_VERSION;  // of project() in CMakeLists.txt

Answer text_answer(std::string member, std::string text) {
  Answer out;
  out.value = json::object{{member, text}};
  out.text = std::move(text);
  return out;
}

}  // namespace

void add_own_words(Catalogue& all) {
  all.push_back({.word = "version",
                 .help = {"显示程序版本", "Show the version"},
                 .examples = {"dengbao version", "dengbao version --json"},
                 .run = [](Session&, const Arguments&) -> Result<Answer> {
                   return text_answer("version", std::string(kVersion));
                 },
                 .exposure = {.to_all = true}});
  UseCase complete{.word = "completion",
                   .help = {"输出命令补全脚本", "Print a completion script"},
                   .examples = {"dengbao completion bash > /etc/bash_completion.d/dengbao",
                                "dengbao completion fish | source"},
                   .options = {{.name = "SHELL",
                                .value = "SHELL",
                                .help = {"哪一种命令行", "which shell"},
                                .positional = true,
                                .required = true,
                                .choices = {"bash", "zsh", "fish"}}},
                   .exposure = {.here = true}};
  UseCase man{.word = "man",
              .help = {"输出手册页（roff）", "Print the manual page (roff)"},
              .examples = {"dengbao man | man -l -", "dengbao man --lang en > dengbao.1"},
              .exposure = {.here = true}};
  // Both speak of themselves too.
  Catalogue known = all;
  known.push_back(complete);
  known.push_back(man);
  complete.run = [known](Session&, const Arguments& arguments) -> Result<Answer> {
    return text_answer("completion", completion(known, arguments.text("SHELL")));
  };
  man.run = [known](Session& session, const Arguments&) -> Result<Answer> {
    return text_answer("man", manual(known, session.chinese(), kVersion));
  };
  all.push_back(std::move(complete));
  all.push_back(std::move(man));
}

}  // namespace dengbao::cli
