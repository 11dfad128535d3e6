#pragma once
// How the story of the demo is told: lines of at most a hundred columns, each date with its reason.

#include <functional>
#include <string>
#include <vector>

#include "engine/duties.h"
#include "law/calendar.h"

namespace dengbao {

class DemoTeller {
 public:
  DemoTeller(std::function<void(const std::string&)> line, bool chinese)
      : line_(std::move(line)), chinese_(chinese) {}

  bool chinese() const { return chinese_; }
  const std::string& pick(const std::string& zh, const std::string& en) const {
    return chinese_ ? zh : en;
  }
  std::string pick(const Label& l) const { return chinese_ ? l.zh : l.en; }

  void chapter(const std::string& title);
  // Heads what follows with its day, once for each day.
  void day(Date day);
  void say(const std::string& text);                            // a sentence of the story
  void note(const std::string& mark, const std::string& text);  // what came of it
  int chapters() const { return chapters_; }

 private:
  void put(const std::string& front, const std::string& text);

  std::function<void(const std::string&)> line_;
  bool chinese_;
  Date day_;
  bool day_said_ = false;
  int chapters_ = 0;
};

// Lines of at most `columns`, broken between characters (before a word of Latin letters or digits).
std::vector<std::string> demo_wrapped(const std::string& text, std::size_t columns);
// "2026-02-10 周二"
std::string demo_day(Date day, bool chinese);
// Why a duty is due when it is: what was counted from when, with the rest days passed over and the
// make-up working days counted in.
std::string reason_of_due(const Duty& duty, const Calendar& calendar, bool chinese);

struct DemoColumn {
  std::string title;
  std::size_t width = 0;
};
// A table of fixed columns; a longer cell is continued beneath itself.
std::string demo_table_text(const std::vector<DemoColumn>& columns,
                            const std::vector<std::vector<std::string>>& rows);

}  // namespace dengbao
