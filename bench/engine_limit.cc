// The limit: the same four moves of a filing as a hand-written state machine over a plain struct,
// with the checks in code and the event as a struct. What no table-driven engine can beat.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace {

enum class State : std::uint8_t { Collecting, UnderReview, Returned, Filed };
enum class Move : std::uint8_t { Deliver, Return, Accept };

struct Filing {
  State state = State::Collecting;
  std::int64_t version = 1;
  int round = 1, level = 3, s = 3, a = 2, systems = 3, counted = 3;
  std::string form, edata, letter, address = "a street", contact = "somebody",
                                   report = "report.pdf";
  std::vector<std::string> defects;
};

struct Event {
  std::int64_t version = 0;
  Move move = Move::Deliver;
  State to = State::Collecting;
  int round = 1;
  std::string form, edata, letter;
  std::vector<std::string> defects;
};

bool sound(const Filing& f) {
  return !f.address.empty() && !f.contact.empty() && !f.report.empty() &&
         f.level == (f.s > f.a ? f.s : f.a) && f.systems == f.counted && f.defects.empty();
}

bool decide(const Filing& f, Move move, Event& e) {
  e.version = f.version + 1;
  e.move = move;
  e.round = f.round;
  if (move == Move::Deliver) {
    if (f.state != State::Collecting && f.state != State::Returned) return false;
    e.form = "form.pdf";
    e.edata = "data.rar";
    e.to = State::UnderReview;
    return true;
  }
  if (f.state != State::UnderReview) return false;
  if (move == Move::Accept && !sound(f)) return false;
  e.letter = "a letter number";
  if (move == Move::Return) e.defects = {"topology"};
  e.to = move == Move::Accept ? State::Filed : State::Returned;
  return true;
}

void apply(Filing& f, const Event& e) {
  f.version = e.version;
  f.state = e.to;
  f.form = e.form;
  f.edata = e.edata;
  f.letter = e.letter;
  f.defects.clear();
  if (e.move == Move::Return) ++f.round;
}

}  // namespace

int main() {
  constexpr std::int64_t kCycles = 2'000'000;
  const auto begin = std::chrono::steady_clock::now();
  std::int64_t done = 0;
  for (std::int64_t i = 0; i < kCycles; ++i) {
    Filing f;
    for (Move move : {Move::Deliver, Move::Return, Move::Deliver, Move::Accept}) {
      Event e;
      if (!decide(f, move, e)) return 1;
      apply(f, e);
      ++done;
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("limit: %.0f moves/s\n", static_cast<double>(done) / seconds);
  return 0;
}
