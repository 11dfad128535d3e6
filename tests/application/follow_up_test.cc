// Many requests that end at the same time: whatever followed from each has been carried out when
// its caller goes on, although it is looked for once for several of them.

#include <atomic>
#include <thread>

#include "app/outbox.h"
#include "app/rendering.h"
#include "application/town.h"

namespace dengbao {
namespace {

class FollowUps : public Town {
 protected:
  FollowUps() {
    init();
    open();
  }
  // An event with an effect that its target will not take; that becomes a record of its own.
  std::string recorded(const std::string& name) {
    Request r;
    r.actor = kLocal;
    r.act = [&](Desk& desk) -> Result<Deed> {
      Desk::RecordChange change;
      change.kind = "party";
      change.id = name;
      change.event = "party new";
      change.fields = {{"name", name}};
      change.owner_party = name;
      change.name = name;
      change.on = desk.now().date();
      Deed deed = TRY(desk.change_record(change, kLocal));
      const json::object effect{
          {"kind", "enter"}, {"subject", "object/none"}, {"from", ""}, {"on", change.on.iso()}};
      CHECK(desk.work().insert(OutboxRow{deed.event, 0, json::serialize(effect)}));
      return deed;
    };
    const auto done = installation_->submit(std::move(r));
    EXPECT_TRUE(done) << done.error().code;
    return done ? done->event : "";
  }
  bool followed(const std::string& event) {
    auto reading = *installation_->reading();
    return reading->record("refused_effect", event + ".0")->has_value();
  }
  static inline const Actor kLocal{"bench", "", "bench", false, true};
};

TEST_F(FollowUps, AreDoneWhenTheCallerGoesOn) {
  constexpr int kCallers = 12, kEach = 15;
  std::atomic<int> good = 0;
  std::vector<std::thread> callers;
  for (int n = 0; n < kCallers; ++n)
    callers.emplace_back([&, n] {
      for (int i = 0; i < kEach; ++i) {
        const std::string event = recorded("P" + std::to_string(n) + "-" + std::to_string(i));
        if (follow_from(*installation_) && followed(event)) ++good;
      }
    });
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(good, kCallers * kEach);
  EXPECT_TRUE((*installation_->reading())->outbox(1)->empty());
}

}  // namespace
}  // namespace dengbao
