# One line per module of src/: dengbao_module(law USES base LINK fmt::fmt) makes the library
# dengbao_law from the *.cc of that folder, and its *_test.cc into the program law_test.
# USES is the whole list of modules it may include; tools/tidy reads the same lines. FOLDERS names
# its folders where they are not just src/NAME.
# *_pgtest.cc needs a PostgreSQL and is built into law_pgtest.

find_package(GTest REQUIRED)

# All unit test programs of the modules: what the sanitizer builds build.
add_custom_target(unit_tests)

# Every test program runs as one ctest entry: starting a process per case costs more than the cases.
function(dengbao_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS;ENV" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE DENGBAO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" ENVIRONMENT "${ARG_ENV}")
endfunction()

function(dengbao_module name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;USES;LINK" ${ARGN})
  if(NOT ARG_FOLDERS)
    set(ARG_FOLDERS ${name})
  endif()
  set(all "")
  foreach(folder ${ARG_FOLDERS})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cc)
    list(APPEND all ${found})
  endforeach()
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "_(test|pgtest)\\.cc$")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(pgtests ${all})
  list(FILTER pgtests INCLUDE REGEX "_pgtest\\.cc$")

  if(NOT sources)
    return()
  endif()
  add_library(dengbao_${name} STATIC ${sources})
  target_include_directories(dengbao_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM ARG_USES PREPEND dengbao_)
  target_link_libraries(dengbao_${name} PUBLIC ${ARG_USES} ${ARG_LINK})
  set_property(GLOBAL APPEND PROPERTY DENGBAO_MODULES dengbao_${name})
  if(tests)
    dengbao_test(${name}_test SOURCES ${tests} LINK dengbao_${name} LABELS unit)
    add_dependencies(unit_tests ${name}_test)
  endif()
  if(pgtests)
    dengbao_test(${name}_pgtest SOURCES ${pgtests} LINK dengbao_${name} LABELS pg)
  endif()
endfunction()
