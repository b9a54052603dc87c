// Lesson: what a lesson does, read from its one behaviour file, and what it says, read from one prose file a language.
//
// The behaviour file holds commands of the shell and expressions of its language, never a right answer and never a word to the
// learner; the prose holds words and never a figure: where it shows one, it names a value of the behaviour file, and the machine gives it.
// So a lesson cannot be right in one language and wrong in another, and it goes wrong visibly when the engine changes.
// lessons/README.md teaches both formats; they are untrusted text here, checked line by line and bounded.
#pragma once

#include <string>
#include <vector>

#include "engine/shell/shell.h"

namespace pw {

inline constexpr u32 kMaxLessonBytes = 128u << 10;  // of one file
inline constexpr u32 kMaxLessonLineBytes = 2000;
inline constexpr u32 kMaxLessonIdBytes = 40;
inline constexpr u32 kMaxSteps = 40;
inline constexpr u32 kMaxStepCommands = 100;  // of each kind: setup, reveal, solution
inline constexpr u32 kMaxOptions = 8;
inline constexpr u32 kMaxPartsOfAKind = 12;  // predictions, goals, values of a step
inline constexpr u32 kMaxHints = 6;
inline constexpr u32 kMaxQuestions = 40;
inline constexpr u32 kMaxMinutes = 240;
inline constexpr u32 kMaxTrack = 99;
inline constexpr u32 kMaxNames = 40;  // in a line of the head that lists names

// What is wrong with a file. Printed as "lesson.txt:12: reason".
struct LessonError {
  std::string file;
  u32 line = 0;
  std::string reason;
  bool is_set() const { return !reason.empty(); }
  std::string text() const { return file + ":" + std::to_string(line) + ": " + reason; }
};

// ---- behaviour -------------------------------------------------------------------------------------------------------------------
// How a figure is shown: 4096, 0x1000, 4 KiB, or in words of the prose's language (spell.cc).
enum class Shown : u8 { kDecimal, kHex, kSize, kSpelled };

// A figure that prose may show as {name}.
struct LessonValue {
  std::string name;
  std::string expression;
  Shown shown = Shown::kDecimal;
  u32 line = 0;
};

// One choice. With an `answer` the option is an expression compared with it and labelled by its value; without, it has an id that the
// prose gives words to, and a condition that must hold. Of what is typed or pointed at, the options are the wrong answers to expect.
struct LessonOption {
  std::string id;
  std::string expression;
  u32 line = 0;
};

// How an answer is given: one of the options, a number that is typed, a thing that is pointed at.
enum class Asks : u8 { kChoice, kNumber, kThing };
enum class Thing : u8 { kArea, kEntry, kFrame, kAnonVma };

struct LessonPrediction {
  std::string id;
  Asks asks = Asks::kChoice;
  Thing thing = Thing::kArea;
  bool is_coin = false;              // two options are the honest picture
  std::vector<std::string> reveal;   // commands that show what happens
  std::string answer;                // empty: the options are conditions
  std::vector<LessonOption> options;
  std::vector<LessonValue> values;   // known once revealed
  u32 line = 0;
  bool has_words(u32 option) const { return asks == Asks::kChoice && answer.empty() && option < options.size(); }
};

// A goal is false until the learner has reached it; what must be kept is true all the time ("without ending a process").
struct LessonGoal {
  std::string id;
  std::string expression;
  bool is_kept = false;
  u32 line = 0;
};

struct LessonStep {
  std::string id;
  bool is_fresh = false;             // begins on a machine booted anew
  std::string needs;                 // what the machine must be like for the step to make sense; empty: anything
  std::vector<std::string> setup;
  std::string front;                 // the view that stands in front; empty: the one that does already
  bool is_puzzle = false;            // the one that closes the lesson
  std::vector<LessonValue> values;   // known once set up
  std::vector<LessonPrediction> predictions;
  std::vector<LessonGoal> goals;
  u32 hints = 0;
  std::vector<std::string> solution;
  u32 line = 0;
};

// "On your own Linux": commands that show the same on a real machine. What nobody has run on one is marked.
struct LessonHome {
  std::string id;
  bool is_untried = false;
  u32 line = 0;
};

// What closes the lesson: a drawing and a figure, at the moment when the value of a step's prediction (or of the step) became known.
struct LessonCard {
  std::string view;
  std::string step;
  std::string value;
  u32 line = 0;  // 0: there is none
};

struct Lesson {
  std::string id;
  u32 track = 0;
  u32 minutes = 0;
  std::vector<std::string> questions;  // "Q1": numbers of the questions it answers
  std::vector<std::string> told;       // … and of those that only its prose tells of
  std::vector<std::string> after;      // the lessons that it builds on
  std::vector<std::string> words_needed, words_new;  // ids of the page's glossary
  std::vector<LessonHome> homes;
  LessonCard card;
  std::string boot;                    // a whole boot command
  std::vector<LessonStep> steps;
};

// The values of a step that are known once `predictions` of its predictions are revealed.
std::vector<const LessonValue*> values_of(const LessonStep& step, u32 predictions);
// Those that the card's step has in the end; none without such a step.
std::vector<const LessonValue*> values_of_card(const Lesson& lesson);

// Reads a behaviour file. `file` is the name that errors carry. False: *error is set and *lesson is of no use.
bool parse_lesson(const std::string& file, const std::string& text, Lesson* lesson, LessonError* error);

// ---- prose -----------------------------------------------------------------------------------------------------------------------
struct PredictionProse {
  std::string question;
  std::vector<std::string> labels;  // one for each option with an id, in the order of the behaviour file
  std::vector<std::string> whys;    // what is said to who gave that answer; of what is typed or pointed at, the last is for all others
  std::string after;                // shown once revealed
  u32 line = 0;
};

struct StepProse {
  std::string title;
  std::string body;
  std::vector<PredictionProse> predictions;
  std::vector<std::string> goals;
  std::vector<std::string> hints;
  std::string done;                 // shown when the goals are reached; empty in a step without goals
  u32 line = 0;
};

// Everything a lesson says in one language, in the order of the behaviour file. Texts are Markdown of a small kind.
struct Prose {
  std::string title;
  std::string summary;
  std::string language;             // of the file's name: "zh" of zh.md
  std::vector<StepProse> steps;
  std::string card;                 // one sentence
  std::vector<std::string> homes;   // in the order of the behaviour file
};

// Looks at a line of prose, without its code; the reason why it is refused, or "". Who writes lessons is held to it, who reads them not.
using ProseRule = std::string (*)(const std::string& line, const std::vector<std::string>& allowed);
struct ProseRules {
  ProseRule rule = nullptr;
  std::vector<std::string> allowed;
};

// Reads a prose file and checks it against the lesson: every section that the lesson needs, in any order inside a step, and no other.
bool parse_prose(const std::string& file, const std::string& text, const Lesson& lesson, Prose* prose, LessonError* error,
                 const ProseRules& rules = {});

// ---- the format (format.cc, figures.cc, reading.cc): what makes a lesson short, and answered --------------------------------------
// The reason is empty when the lesson keeps to it.
LessonError check_format(const std::string& file, const Lesson& lesson);
LessonError check_format(const std::string& file, const Lesson& lesson, const Prose& prose);
// Digits, and number words from two up, in a line of prose.
std::string refuse_figures(const std::string& line, const std::vector<std::string>& allowed);
u32 count_words(const std::string& text, const std::string& language);  // of Chinese: characters
u32 par_of(const Lesson& lesson);                                       // commands of the solution
u32 minutes_of(const Lesson& lesson, const Prose& prose);

// ---- on a machine ----------------------------------------------------------------------------------------------------------------
// What one comparison of a goal wants, and what the machine has instead.
struct Missing {
  std::string what;    // "visits(frame(1, $a))", or the whole condition where it compares nothing
  std::string now;     // its value
  std::string wanted;  // "== 1"; "" where the condition compares nothing
  bool is_met = false;
};
struct ConditionState {
  bool is_met = false;
  std::vector<Missing> parts;    // the conditions joined by `and`
  std::vector<Missing> missing;  // those of them that do not hold
  std::string problem;           // why it cannot be evaluated at this moment: a name that nobody has kept yet
};
ConditionState check_condition(const Shell& shell, const std::string& expression);

struct OptionState {
  bool is_right = false;
  std::string label;  // of options without an id: their value
  std::string problem;
};
std::vector<OptionState> check_options(const Shell& shell, const LessonPrediction& prediction);

// An answer that is typed or pointed at, as one text: a number in decimal, a thing as the page names it (things.cc). "": there is none.
std::string answer_text(const Shell& shell, const LessonPrediction& prediction, const std::string& expression);

// The value as prose shows it in a language; empty when it cannot be evaluated now.
std::string value_of(const Shell& shell, const LessonValue& value, const std::string& language = "en");
std::string spell(u64 number, const std::string& language);
// A value's name in the texts of a language: a spelled one has another text in each.
std::string name_of(const LessonValue& value, const std::string& language);
struct ShownValue {
  std::string name;
  std::string text;
};
// Prose with its {names} replaced; a name that is not among the values stays as it is.
std::string fill_prose(const std::string& text, const std::vector<ShownValue>& values);

// The script that leads to where step `index` begins, its own setup left out: from the last fresh machine on, what the steps between set
// up, revealed and solved. Starts with the boot line.
std::string script_to_step(const Lesson& lesson, u32 index);
// … and on to the moment of its card.
std::string script_to_card(const Lesson& lesson);

// ---- replay ----------------------------------------------------------------------------------------------------------------------
// Plays a lesson by its own solutions: setups, reveals, goals not reached before and reached after, exactly one option right. With prose
// the transcript is the lesson to read; without, its commands and what came of them.
struct LessonReplay {
  u32 steps = 0;
  u32 predictions = 0;
  u32 goals = 0;
  std::vector<std::string> problems;  // "no-memory/touch: …"
  std::string transcript;
};
// What a learner answers, by the prediction's name; it is judged where the prediction is revealed.
struct GivenAnswer {
  std::string prediction;
  std::string text;
};
LessonReplay replay_lesson(const Lesson& lesson, const Prose* prose = nullptr, const std::vector<GivenAnswer>& answers = {});

// ---- lines and texts, for the two readers ---------------------------------------------------------------------------------------
struct LessonLine {
  u32 number = 0;
  std::string text;  // without blanks at its end
};
// Refuses what is too long, is no UTF-8 or holds control characters.
bool split_lesson_lines(const std::string& file, const std::string& text, std::vector<LessonLine>* lines, LessonError* error);
bool is_lesson_id(const std::string& text);  // a-z, 0-9 and single `-` between them
std::string trim(const std::string& text);
// "first rest of it" -> "first", "rest of it".
std::string take_word(const std::string& text, std::string* rest);

}  // namespace pw
