#include "app/simulate_world.h"

#include <chrono>
#include <ctime>

namespace dengbao {

Status WorldCity::add_party(const SimulatedParty& party) {
  world_.add_party(party.id, party.fields);
  for (const auto& [line, above] : party.superiors) world_.add_superior(party.id, line, above);
  for (const Grant& g : party.grants) world_.grant(g);
  return {};
}

Status WorldCity::add_object(const std::string& id, const std::string& owner,
                             std::map<std::string, Value> fields) {
  world_.add_object(id, owner, std::move(fields));
  return {};
}

Result<std::string> WorldCity::open(const std::string& pack, const std::string& procedure,
                                    OpenCommand command, const std::string& party, Date on) {
  return world_.open(pack, procedure, std::move(command), party, on);
}

Status WorldCity::act(std::size_t serial, const Command& command, const std::string& party,
                      Date on) {
  return world_.act(world_.nth(serial), command, party, on);
}

City::Seen WorldCity::see(std::size_t serial) {
  const World::Entry& e = world_.nth(serial);
  return {&e.c, e.procedure, e.law.get()};
}

Result<SimulationReport> simulate(const LawFiles& files, const Calendar& calendar,
                                  const Functions& functions, const SimulationOptions& options) {
  const std::vector<PackHabits> habits = TRY(read_habits(files));
  WorldCity city(calendar, functions);
  for (const PackHabits& h : habits) city.world().add_law(h.law);
  SimulationReport report;
  const std::clock_t from = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  CHECK(run_city(city, habits, options, report));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  report.processor_seconds = static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
  verify_city(city, report);
  return report;
}

}  // namespace dengbao
