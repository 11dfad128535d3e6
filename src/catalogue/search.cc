#include "catalogue/search.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace dengbao::requirements {
namespace {

constexpr std::size_t kAround = 24;  // characters of an excerpt before the first match
constexpr std::size_t kLongest = 72;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

struct Field {
  const char* name;
  int weight;
  std::string text;
  std::string small;  // in lower case, as long as `text`
};

class Fields {
 public:
  void add(const char* name, int weight, const std::string& text) {
    if (!text.empty()) all_.push_back({name, weight, text, lower(text)});
  }
  void add(const char* name, int weight, const Label& label) {
    add(name, weight, label.zh);
    if (label.en != label.zh) add(name, weight - 1, label.en);
  }
  const std::vector<Field>& all() const { return all_; }

 private:
  std::vector<Field> all_;
};

void add_guide(Fields& fields, const Standard& c, const Guide& g) {
  fields.add("guide.title", 40, g.title);
  for (const std::string* text : {&g.conforming, &g.partly, &g.not_conforming})
    fields.add("guide.verdict", 10, *text);
  fields.add("guide.gap", 8, g.gap);
  fields.add("guide.advice", 8, g.advice);
  fields.add("guide.judgement", 8, g.judgement);
  for (const auto& [level, text] : g.differs) fields.add("guide.differs", 6, text);
  for (const GuideObject& o : g.objects) {
    for (const std::string& kind : o.kinds) fields.add("guide.object", 4, c.kind_title(kind));
    for (const std::string& text : o.ask) fields.add("guide.ask", 6, text);
    for (const GuideLook& l : o.look) {
      fields.add("guide.look", 6, l.what);
      fields.add("guide.look", 6, l.conforming);
    }
    for (const std::string& text : o.test) fields.add("guide.test", 6, text);
  }
}

Fields fields_of(const Standard& c, const Row& row) {
  Fields out;
  const Item& item = *row.item;
  out.add("id", 60, item.id);
  out.add("unit", 80, row.at->unit);
  out.add("clause", 60, row.at->clause);
  out.add("control_point", 45, row.point->title_of(row.at->level));
  out.add("summary", 30, row.at->summary);
  out.add("adds", 20, row.at->adds);
  for (const std::string& id : item.high_risk)
    if (const HighRiskCase* h = c.high_risk_case(id)) {
      out.add("high_risk", 30, id);
      out.add("high_risk", 20, h->topic);
    }
  for (const std::string& id : item.hazards)
    if (const Hazard* h = c.hazard(id)) {
      out.add("hazard", 30, id);
      out.add("hazard", 20, h->topic);
      out.add("hazard", 12, h->signs);
    }
  if (const Guide* g = c.guide(item.id)) add_guide(out, c, *g);
  return out;
}

// Pairs of characters of a Chinese word; none for other words and for pairs themselves.
std::vector<std::string> pairs_of(const std::string& word) {
  const std::u32string points = code_points(word);
  std::vector<std::string> out;
  if (points.size() < 3) return out;
  for (const char32_t c : points)
    if (c < 0x2E80) return out;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) out.push_back(utf8(points.substr(i, 2)));
  return out;
}

struct Found {
  int score = 0;
  const Field* field = nullptr;
  std::vector<std::string> matched;  // what is to be marked
};

Found find_whole(const Fields& fields, const std::string& word) {
  Found out;
  for (const Field& f : fields.all()) {
    if (!f.small.contains(word)) continue;
    // A field that is the word, and nothing else, is what was meant.
    const int score = f.weight + (f.small.size() == word.size() ? 20 : 0);
    if (out.field && score <= out.score) continue;
    out.field = &f;
    out.score = score;
    out.matched = {word};
  }
  return out;
}

// Half of what the pairs are worth that are found; nothing where fewer than two thirds are.
Found find_pairs(const Fields& fields, const std::string& word) {
  const std::vector<std::string> pairs = pairs_of(word);
  Found out;
  int best = 0;
  for (const std::string& pair : pairs) {
    const Found one = find_whole(fields, pair);
    if (!one.field) continue;
    if (!out.field || one.score > best) {
      out.field = one.field;
      best = one.score;
    }
    out.score += one.score;
    out.matched.push_back(pair);
  }
  if (pairs.empty() || out.matched.size() * 3 < pairs.size() * 2) return {};
  out.score /= static_cast<int>(2 * pairs.size());
  return out;
}

// Where the bytes of `text` are covered by any of the words.
std::vector<bool> covered(const std::string& small, const std::vector<std::string>& words) {
  std::vector<bool> out(small.size());
  for (const std::string& w : words)
    for (std::size_t at = small.find(w); at != std::string::npos; at = small.find(w, at + 1))
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), w.size(), true);
  return out;
}

std::string excerpt_of(const Field& field, const std::vector<std::string>& words) {
  const std::vector<bool> marks = covered(field.small, words);
  struct Character {
    std::string text;
    bool marked;
  };
  std::vector<Character> all;
  std::size_t first = 0, byte = 0;
  bool seen = false;
  for (const char32_t point : code_points(field.text)) {
    all.push_back({utf8(std::u32string_view(&point, 1)), marks[byte]});
    if (marks[byte] && !seen) {
      first = all.size() - 1;
      seen = true;
    }
    byte += all.back().text.size();
  }
  const std::size_t from = all.size() <= kLongest || first < kAround ? 0 : first - kAround;
  const std::size_t to = std::min(all.size(), from + kLongest);
  std::string out = from > 0 ? "…" : "";
  bool inside = false;
  for (std::size_t i = from; i < to; ++i) {
    if (all[i].marked != inside) out += inside ? "】" : "【";
    inside = all[i].marked;
    out += all[i].text == "\n" ? " " : all[i].text;
  }
  if (inside) out += "】";
  return out + (to < all.size() ? "…" : "");
}

std::optional<Hit> hit_of(const Standard& c, const Row& row,
                          const std::vector<std::string>& words) {
  const Fields fields = fields_of(c, row);
  Hit out{row, 0, {}, {}};
  const Field* best = nullptr;
  std::vector<std::string> matched;
  int most = 0;
  for (const std::string& word : words) {
    Found found = find_whole(fields, word);
    if (!found.field) found = find_pairs(fields, word);
    if (!found.field) return std::nullopt;
    out.score += found.score;
    matched.insert(matched.end(), found.matched.begin(), found.matched.end());
    if (found.score > most) {
      most = found.score;
      best = found.field;
    }
  }
  out.field = best->name;
  out.excerpt = excerpt_of(*best, matched);
  return out;
}

}  // namespace

std::vector<Hit> search(const Standard& c, const std::vector<Row>& rows,
                        const std::vector<std::string>& words) {
  std::vector<std::string> wanted;
  for (const std::string& given : words)
    for (const std::string& part : split(nfkc(given), ' '))
      if (!trim(part).empty()) wanted.push_back(lower(std::string(trim(part))));
  std::vector<Hit> out;
  if (wanted.empty()) return out;
  for (const Row& row : rows) {
    auto hit = hit_of(c, row, wanted);
    if (!hit) continue;
    // Rows of one item stand together, from the lowest level.
    if (!out.empty() && out.back().row.item == row.item) {
      const bool better =
          hit->score > out.back().score || (hit->score == out.back().score && row.at->level <= 3);
      if (better) out.back() = std::move(*hit);
      continue;
    }
    out.push_back(std::move(*hit));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Hit& a, const Hit& b) { return a.score > b.score; });
  return out;
}

}  // namespace dengbao::requirements
