#pragma once
// Overlays: what an organisation or a sector adds to the catalogue, demands more sharply, or
// declares not applicable, with its reason. The catalogue itself is never changed.
//
//   overlay: bank-2026
//   title: {zh: …, en: …}
//   basis: "JR/T 0071"                 # who demands it; may be given for each entry
//   add:
//     - id: bank.ces.otp
//       control_point: ces.identity    # of the catalogue: gives domain, class and attribute
//       levels: [3, 4]
//       clause: "6.2 c"                # of the basis
//       summary: {zh: …, en: …}
//       methods: [examine]             # may be left out, as objects
//   sharpen:
//     - {id: ces.identity.credentials, levels: [3, 4], demand: {zh: …, en: …}}
//   not_applicable:
//     - {id: pes.location.floor, levels: [3], reason: {zh: …, en: …}}
//
// `levels` left out: every level of the item.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalogue/selection.h"
#include "law/law.h"

namespace dengbao::requirements {

class Tailored {
 public:
  // Reads overlays in their order, path and text. Every fault of all of them: BadInput law.* and
  // catalogue.*, with file and line. On faults the tailoring must not be used.
  static Tailored read(const Standard& catalogue,
                       const std::vector<std::pair<std::string, std::string>>& overlays,
                       std::vector<Explanation>& faults);

  const Tailoring* of(std::string_view item, int level) const;
  const std::vector<Item>& added() const { return added_; }
  const Item* item(std::string_view id) const;
  const std::vector<std::string>& names() const { return names_; }

 private:
  friend class OverlayReader;
  std::map<std::pair<std::string, int>, Tailoring, std::less<>> by_row_;
  std::vector<Item> added_;
  std::vector<std::string> names_;
};

}  // namespace dengbao::requirements
