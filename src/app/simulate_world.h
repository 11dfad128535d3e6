#pragma once
// The city of the pure engine.

#include "app/simulate.h"
#include "engine/world.h"

namespace dengbao {

class WorldCity final : public City {
 public:
  WorldCity(Calendar calendar, Functions functions)
      : world_(std::move(calendar), std::move(functions)) {
    world_.keep_sent(false);
  }
  World& world() { return world_; }

  Status add_party(const SimulatedParty& party) override;
  Status add_object(const std::string& id, const std::string& owner,
                    std::map<std::string, Value> fields) override;
  Result<std::string> open(const std::string& pack, const std::string& procedure,
                           OpenCommand command, const std::string& party, Date on) override;
  Status act(std::size_t serial, const Command& command, const std::string& party,
             Date on) override;
  Status advance(Instant to) override { return world_.advance(to); }
  Seen see(std::size_t serial) override;
  void touched(std::vector<std::size_t>& out) override { world_.take_touched(out); }
  std::size_t count() const override { return world_.count(); }
  std::vector<Duty> duties_of(std::size_t serial) override {
    return world_.duties_of(world_.nth(serial));
  }
  const Calendar& calendar() const override { return world_.calendar(); }
  Instant now() const override { return world_.now(); }
  std::int64_t events() const override { return world_.events(); }
  GivenNumbers numbers() override { return world_.given(); }

 private:
  World world_;
};

}  // namespace dengbao
