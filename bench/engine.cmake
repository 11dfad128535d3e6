# The engine alone: decide, settle and apply through the packs' tables, and duties for a new
# calendar.
add_executable(engine engine.cc)
target_link_libraries(engine PRIVATE dengbao_engine)
target_compile_definitions(engine PRIVATE DENGBAO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
add_executable(engine_limit engine_limit.cc)
# As the engine's own library.
target_compile_options(engine_limit PRIVATE $<$<CONFIG:Release,RelWithDebInfo>:-O3>)
