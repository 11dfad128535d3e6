#pragma once
// A city under a simulated clock: parties with habits, births and changes of systems, holidays and
// month ends, under every pack that has a file of habits below law/simulation. The same script
// drives the pure engine (World) and a real store: both are a City.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/simulate_habits.h"
#include "base/ids.h"
#include "engine/decide.h"
#include "engine/duties.h"
#include "engine/world.h"

namespace dengbao {

// What the script needs of a city.
class City {
 public:
  // A case is known by its serial, from 0 in the order in which they come to be.
  struct Seen {  // one case as it stands
    const Case* c = nullptr;
    const Procedure* procedure = nullptr;
    const Law* law = nullptr;
  };
  virtual ~City() = default;
  virtual Status add_party(const SimulatedParty& party) = 0;
  virtual Status add_object(const std::string& id, const std::string& owner,
                            std::map<std::string, Value> fields) = 0;
  virtual Result<std::string> open(const std::string& pack, const std::string& procedure,
                                   OpenCommand command, const std::string& party, Date on) = 0;
  virtual Status act(std::size_t serial, const Command& command, const std::string& party,
                     Date on) = 0;
  // Moves the clock; everything that falls due on the way happens.
  virtual Status advance(Instant to) = 0;
  virtual Seen see(std::size_t serial) = 0;
  // Cases in which something has happened since it was asked last, into `out`.
  virtual void touched(std::vector<std::size_t>& out) = 0;
  virtual std::size_t count() const = 0;
  virtual std::vector<Duty> duties_of(std::size_t serial) = 0;
  virtual const Calendar& calendar() const = 0;
  virtual Instant now() const = 0;
  virtual std::int64_t events() const = 0;
  virtual GivenNumbers numbers() = 0;
};

struct SimulationOptions {
  std::int64_t systems = 200;
  std::int64_t years = 3;
  std::uint64_t seed = 1;
  Date start = Date::from_days(19723);  // 2024-01-01
};

struct Violation {  // something that must never be
  std::string what, case_id, detail;
};

struct SimulationReport {
  std::int64_t events = 0, cases = 0, moves = 0, refused = 0;
  double seconds = 0, processor_seconds = 0;      // of the run alone
  std::map<std::string, std::int64_t> states;     // "procedure/state" → cases
  std::map<std::string, std::int64_t> documents;  // template → issued
  std::map<std::string, std::int64_t> duties;     // done_in_time done_late void overdue_escalated …
  std::map<std::string, std::int64_t> refusals;   // code or guard → how often
  std::map<std::string, std::int64_t> numbers;    // series → given
  std::vector<Violation> violations;              // the first hundred
  std::int64_t violated = 0;
};

// Runs the script; fails only where the city itself does (External, Internal).
Status run_city(City& city, const std::vector<PackHabits>& habits, const SimulationOptions& options,
                SimulationReport& report);
// What must hold at any moment: no undefined state, every duty done, void, overdue with its
// escalation, or open for a reason; numbers without gap or double.
void verify_city(City& city, SimulationReport& report);

// A city in memory under the pure engine, from the law's files.
Result<SimulationReport> simulate(const LawFiles& files, const Calendar& calendar,
                                  const Functions& functions, const SimulationOptions& options);

}  // namespace dengbao
