#include "catalogue/compiled.h"

#include <type_traits>

namespace dengbao::requirements {
namespace {

constexpr std::string_view kMagic = "dengbao catalogue 1\n";

// The members of every value, named once for both directions.
template <class A>
void members(A& a, Label& x) {
  a(x.zh, x.en);
}
template <class A>
void members(A& a, Term& x) {
  a(x.id, x.title, x.parent);
}
template <class A>
void members(A& a, SafetyClass& x) {
  a(x.code, x.kind, x.title);
}
template <class A>
void members(A& a, Domain& x) {
  a(x.id, x.chapter, x.unit_digit, x.title);
}
template <class A>
void members(A& a, AtLevel& x) {
  a(x.level, x.clause, x.unit, x.printed_unit, x.same_as, x.summary, x.adds, x.methods, x.place);
}
template <class A>
void members(A& a, Related& x) {
  a(x.item, x.note, x.place);
}
template <class A>
void members(A& a, Item& x) {
  a(x.id, x.point, x.methods, x.objects, x.high_risk, x.hazards, x.related, x.single_check,
    x.levels, x.place);
}
template <class A>
void members(A& a, ControlPoint& x) {
  a(x.id, x.domain, x.class_code, x.title, x.title_at, x.attribute, x.basis, x.chapters, x.place);
}
template <class A>
void members(A& a, GuideLook& x) {
  a(x.command, x.what, x.kinds, x.conforming);
}
template <class A>
void members(A& a, GuideObject& x) {
  a(x.kinds, x.ask, x.look, x.test);
}
template <class A>
void members(A& a, Guide& x) {
  a(x.item, x.level, x.title, x.caution, x.objects, x.conforming, x.partly, x.not_conforming, x.gap,
    x.advice, x.judgement, x.differs, x.place);
}
template <class A>
void members(A& a, HighRiskCase& x) {
  a(x.id, x.domain, x.topic, x.condition, x.from, x.to, x.items, x.hazard, x.place);
}
template <class A>
void members(A& a, Hazard& x) {
  a(x.id, x.topic, x.signs, x.items, x.high_risk, x.place);
}
template <class A>
void members(A& a, Mapping::Target& x) {
  a(x.target, x.relation, x.strength);
}
template <class A>
void members(A& a, Mapping::Relation& x) {
  a(x.point, x.targets, x.note, x.place);
}
template <class A>
void members(A& a, Mapping::Unmapped& x) {
  a(x.point, x.reason, x.place);
}
template <class A>
void members(A& a, Mapping& x) {
  a(x.id, x.title, x.source, x.target, x.direction, x.status, x.relations, x.unmapped, x.not_judged,
    x.target_titles, x.place);
}
template <class A>
void members(A& a, Total& x) {
  a(x.domain, x.class_code, x.point, x.items, x.points, x.has_points, x.place);
}
template <class A>
void members(A& a, Extension& x) {
  a(x.domain, x.technology, x.note);
}
template <class A>
void members(A& a, Rules::Choice& x) {
  a(x.attribute, x.level_from, x.meaning);
}
template <class A>
void members(A& a, Rules& x) {
  a(x.choices, x.allowed, x.extensions);
}
template <class A>
void members(A& a, Head& x) {
  a(x.id, x.edition, x.updated, x.licence, x.title);
}
template <class A>
void members(A& a, Standard& x) {
  a(x.digest, x.head, x.classes, x.domains, x.methods, x.objects, x.guide_kinds, x.points, x.items,
    x.guides, x.high_risk, x.hazards, x.mappings, x.totals, x.rules);
}

class Writer {
 public:
  std::string out;

  template <class... T>
  void operator()(T&... x) {
    (put(x), ...);
  }

 private:
  void number(std::size_t n) {
    for (; n >= 0x80; n >>= 7) out += static_cast<char>(0x80 | (n & 0x7F));
    out += static_cast<char>(n);
  }
  void put(int x) { number(static_cast<std::size_t>(x)); }
  void put(bool x) { number(x ? 1 : 0); }
  void put(std::string& x) {
    number(x.size());
    out += x;
  }
  template <class T, std::size_t N>
  void put(std::array<T, N>& x) {
    for (T& one : x) put(one);
  }
  template <class T>
  void put(std::vector<T>& x) {
    number(x.size());
    for (T& one : x) put(one);
  }
  template <class T, class U>
  void put(std::pair<T, U>& x) {
    put(x.first);
    put(x.second);
  }
  template <class T>
    requires std::is_class_v<T>
  void put(T& x) {
    members(*this, x);
  }
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool sound() const { return !bad_; }
  bool done() const { return rest_.empty(); }

  template <class... T>
  void operator()(T&... x) {
    (get(x), ...);
  }

 private:
  std::size_t number() {
    std::size_t n = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      n |= static_cast<std::size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return n;
    }
    bad_ = true;
    return 0;
  }
  // Never more than there are bytes left: each entry takes at least one.
  std::size_t count() {
    const std::size_t n = number();
    if (n <= rest_.size()) return n;
    bad_ = true;
    return 0;
  }
  void get(int& x) { x = static_cast<int>(number()); }
  void get(bool& x) { x = number() == 1; }
  void get(std::string& x) {
    const std::size_t n = count();
    x.assign(rest_.substr(0, n));
    rest_.remove_prefix(n);
  }
  template <class T, std::size_t N>
  void get(std::array<T, N>& x) {
    for (T& one : x) get(one);
  }
  template <class T>
  void get(std::vector<T>& x) {
    const std::size_t n = count();
    x.reserve(n);
    for (std::size_t i = 0; i < n && !bad_; ++i) get(x.emplace_back());
  }
  template <class T, class U>
  void get(std::pair<T, U>& x) {
    get(x.first);
    get(x.second);
  }
  template <class T>
    requires std::is_class_v<T>
  void get(T& x) {
    members(*this, x);
  }

  std::string_view rest_;
  bool bad_ = false;
};

}  // namespace

std::string compiled(const Standard& catalogue) {
  Standard copy = catalogue;
  Writer writer;
  writer.out = kMagic;
  writer(copy);
  return std::move(writer.out);
}

Result<Standard> from_compiled(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return fail(ErrorKind::BadInput, "catalogue.not_compiled");
  Reader reader(bytes.substr(kMagic.size()));
  Standard out;
  reader(out);
  if (!reader.sound() || !reader.done()) return fail(ErrorKind::BadInput, "catalogue.not_compiled");
  out.arrange();
  return out;
}

}  // namespace dengbao::requirements
