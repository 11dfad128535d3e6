#pragma once
// The texts of law/messages, and the one renderer of Explanations for every mouth.

#include <map>
#include <string>
#include <string_view>

#include "law/law.h"

namespace dengbao {

class Messages {
 public:
  // Reads every catalogue of the language below messages/. A broken one is left out: its codes are
  // then shown as they are, so that an error in a text never hides the error it speaks of.
  Messages(const LawFiles& files, bool chinese);

  // What is wrong, with its place; a code without a text shows itself and its arguments.
  std::string what(const Explanation& e) const;
  // How to put it right; may be empty.
  std::string cure(const Explanation& e) const;
  // Both, without and with the citations in 〔〕.
  std::string message(const Explanation& e) const;
  std::string text(const Explanation& e) const;
  // Whether the texts of a code say its place themselves.
  bool says_place(std::string_view code) const;
  bool knows(std::string_view code) const { return entries_.contains(code); }

 private:
  struct Entry {
    std::string what, cure;
  };
  std::string fill(std::string_view pattern, const Explanation& e) const;
  std::string sentences(std::string_view pattern, const Explanation& e) const;

  bool chinese_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace dengbao
