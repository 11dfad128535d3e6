#pragma once
// A large register, made by the program itself: every row of it follows from a decision that went
// through Installation::submit, in batches of thousands, under a simulated clock.

#include <cstdint>

#include "app/installation.h"
#include "app/session.h"

namespace dengbao::bench {

// 16 districts, a tenth as many units as `objects`, cases as law/simulation has them opened and
// carried on, until the log has `events` entries. Exits with a message where the store fails.
void fill_city(Installation& in, const LawFiles& law, std::int64_t objects, std::int64_t events);

// Units and offices of the city by number, as the questions name them.
std::string city_district(std::int64_t n);  // division code, of 16
std::string city_unit(std::int64_t n);      // id of a party

// Whole or the end of the program.
[[noreturn]] void give_up(const Explanation& why);
template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace dengbao::bench
