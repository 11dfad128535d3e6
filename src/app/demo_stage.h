#pragma once
// The stage of the demo: a data directory with a simulated clock, and its people, who do everything
// by the words of the catalogue, each with an account of his own.

#include "app/catalogue.h"
#include "app/installation.h"
#include "app/session.h"

namespace dengbao {

// One use case's options, as they would be typed.
class Words {
 public:
  Words& with(const std::string& name, const std::string& value) {
    arguments_.add(name, value);
    return *this;
  }
  const Arguments& arguments() const { return arguments_; }

 private:
  Arguments arguments_;
};

class DemoStage {
 public:
  // `globals.data` is the directory; `all` outlives the stage.
  DemoStage(const Catalogue& all, Globals globals, Progress progress)
      : all_(all), session_(std::move(globals), std::move(progress)) {}

  // From now on it is nine in the morning of that day, or just now when that has passed.
  void go_to(Date day) { day_ = day; }
  Date day() const { return day_; }
  // Runs a word as somebody: the name of a party, or empty for the operator of the machine. A party
  // that has no account yet is given one.
  Result<json::object> run(const std::string& who, const std::string& word, const Words& words);
  // The same without naming it an object.
  Result<Answer> answer(const std::string& who, const std::string& word, const Words& words);

  Session& session() { return session_; }
  Result<Installation*> installation() { return session_.installation(true); }
  Result<std::unique_ptr<Reading>> reading();
  // Ids by name; an object is named "unit/object".
  Result<std::string> party(const std::string& name);
  Result<bool> knows(const std::string& party_name);
  Result<std::string> object(const std::string& unit_and_name);
  Result<std::string> name_of(const std::string& party);
  // A case with its law as they stand now.
  Result<OpenedCase> case_of(const std::string& id);
  // Events from `index` on.
  Result<std::vector<EventRow>> events_from(std::int64_t index);

 private:
  Status give_account(const std::string& who);

  const Catalogue& all_;
  Session session_;
  Date day_;
  std::vector<std::string> accounts_;
  std::map<std::string, std::string> names_;
};

}  // namespace dengbao
