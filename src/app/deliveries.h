#pragma once
// Deliveries (投递): a notice on its way by one channel to one account, each a record of its own:
// queued, sent or delivered, put off with the reason and the next attempt, or refused. What was
// handed over stands with the record; whoever dies in between hands it over again under the same
// id. Whoever lives and cannot write it down remembers it, and tries to at longer and longer
// intervals.

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/carriers.h"
#include "app/notices.h"

namespace dengbao {

// Record kind "delivery": `code` is kWaiting or kEnded, `name` the notice.
inline constexpr std::string_view kDelivery = "delivery";
inline constexpr std::string_view kWaiting = "waiting", kEnded = "ended";

struct Delivery {
  std::string id, notice, account, channel, party;
  std::string state;  // queued sent delivered later refused
  std::int64_t attempts = 0;
  std::string next, at, reason;  // instants as ISO; `at`: when it was handed over or refused
};
Delivery delivery_from(const json::object& doc, const std::string& id);

// In the transaction of the notice: one for each channel of those it is for.
Status queue_deliveries(Desk& desk, const Notice& notice, const std::string& id,
                        const std::vector<std::string>& stand_ins, const Actor& actor);

// All deliveries of a party's notices, by notice; an empty party: of everybody's.
Result<std::map<std::string, std::vector<Delivery>>> deliveries_of(Reading& reading,
                                                                   const std::string& party);

struct Delivered {
  int sent = 0, later = 0, refused = 0, waiting = 0;
  std::vector<std::string> unreachable;  // carriers that did not answer
};

// Hands over what is due, one after another, and remembers which carriers did not answer.
class Courier {
 public:
  explicit Courier(Installation& installation) : installation_(installation) {}
  // `at_once`: also what waits for its next attempt. One node at a time: another one that is at it
  // keeps the turn for a minute (Delivered is then empty).
  Result<Delivered> deliver(bool at_once, std::stop_token stop);

 private:
  struct Ready;
  struct Means;
  // What was handed over and how that ended; `failures`: to write it down.
  struct Made {
    Delivery delivery;
    Handed handed;
    int failures = 0;
    std::int64_t next = 0;  // millis
    std::string why;
  };
  Result<Means> means_of(Reading& reading, Delivered& out);
  Result<std::vector<Ready>> ready(bool at_once, Delivered& out);
  Status prepare(Reading& reading, Ready& ready, const std::string& page);
  static Handed hand(const Ready& ready, Carriers& carriers, const std::stop_token& stop);
  Result<bool> my_turn();
  Status note(const Made& made, Delivered& out);
  Status keep(Made made, Delivered& out);
  Status keep_what_is_left(bool at_once, Delivered& out);

  Installation& installation_;
  std::map<std::string, std::int64_t> silent_until_;  // carrier or origin → millis
  std::optional<std::string> cursor_;                 // how far this pass has come; none: all
  std::int64_t turn_until_ = 0;
  std::map<std::string, Made> unnoted_;  // by delivery: never handed over again by this courier
  std::int64_t book_closed_until_ = 0;   // millis; the store took no note
};

}  // namespace dengbao
