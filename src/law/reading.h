#pragma once
// Shared by the readers of pack files: typed access to a YAML tree that collects every fault with
// its file and line instead of stopping at the first.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"
#include "law/model.h"

namespace dengbao::law_reading {

// A name that must exist once the whole procedure has been read.
struct Reference {
  enum class Kind : std::uint8_t { Fact, Role, State, Move, Check, Parameter };
  Kind kind;
  Symbol name;
  std::vector<std::string> path;
  Place place;
};

class File {
 public:
  File(std::string path, std::vector<Explanation>& faults, std::vector<NotYetRun>& not_run)
      : path_(std::move(path)), faults_(faults), not_run_(not_run) {}

  Place at(const Yaml& y) const { return path_ + ":" + std::to_string(y.line); }
  const std::string& path() const { return path_; }
  void fault(const Yaml& y, std::string code, Args args = {});
  // A word of the vocabulary that is not run yet.
  void not_run(const Yaml& y, std::string word) { not_run_.push_back({std::move(word), at(y)}); }
  // Faults every member of the map that is not among `words`.
  void only(const Yaml& map, std::initializer_list<std::string_view> words);

  std::string text(const Yaml& map, std::string_view key, bool required = false);
  std::string scalar(const Yaml& y, std::string_view what);
  bool truth(const Yaml& map, std::string_view key, bool otherwise);
  std::optional<std::int64_t> integer(const Yaml& map, std::string_view key);
  std::optional<Date> date(const Yaml& map, std::string_view key);
  std::optional<Span> span(const Yaml& map, std::string_view key);
  // A scalar, or a list of scalars.
  std::vector<std::string> texts(const Yaml* y);
  std::vector<Symbol> symbols(const Yaml* y);
  Label label(const Yaml* y);
  // A literal by its looks: integer, true/false, otherwise text; lists and maps whole.
  Value literal(const Yaml& y);

  std::vector<Reference> references;
  void refer(Reference::Kind kind, Symbol name, const Yaml& y, std::vector<std::string> path = {}) {
    references.push_back({kind, name, std::move(path), at(y)});
  }

 private:
  std::string path_;
  std::vector<Explanation>& faults_;
  std::vector<NotYetRun>& not_run_;
};

Expression read_expression(File& file, const Yaml& y, Symbol self = {});
Condition read_condition(File& file, const Yaml& y);
DutyDecl read_duty(File& file, const std::string& name, const Yaml& y);
MoveDecl read_move(File& file, const std::string& name, const Yaml& y);
FactDecl read_fact(File& file, const std::string& name, const Yaml& y);
Assignment read_assignment(File& file, const std::string& fact, const Yaml& y);
std::vector<CheckDecl> read_checks(File& file, const Yaml* y);
Series read_series(File& file, const std::string& fact, const Yaml& y);

// A procedure or register as written; `sets` are the fact sets it may include.
struct FactSet {
  std::vector<FactDecl> facts;
  std::vector<CheckDecl> checks;
  std::vector<Reference> references;
};
Procedure read_procedure(File& file, const Yaml& root, const std::map<std::string, FactSet>& sets);
Campaign read_campaign(File& file, const Yaml& root);
// Types the literals that are compared with facts and finds names that lead nowhere.
void resolve(Procedure& procedure, const std::vector<Reference>& references,
             const std::map<std::string, Parameter>& parameters,
             const std::map<std::string, CodeList>& code_lists, std::vector<Explanation>& faults);

}  // namespace dengbao::law_reading
