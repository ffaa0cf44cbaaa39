# embed.cmake: writes one C file that holds a folder's files as bytes, with their SHA-256.
# Run by the build: cmake -D NAME=views -D ROOT=… -D FILES=a,b -D OUTPUT=… -P script/embed.cmake
string(REPLACE "," ";" files "${FILES}")
set(symbols "")
set(rows "")
set(index 0)
foreach(file IN LISTS files)
  file(SHA256 "${ROOT}/${file}" sum)
  set(symbol "${NAME}_${index}")
  string(APPEND symbols
    "__asm__(\".section .rodata\\n.balign 16\\n${symbol}:\\n.incbin \\\"${ROOT}/${file}\\\"\\n\"\n"
    "        \"${symbol}_end: .byte 0\\n.previous\\n\");\n"
    "extern const char ${symbol}[], ${symbol}_end[];\n")
  string(APPEND rows "    {\"${file}\", ${symbol}, ${symbol}_end, \"${sum}\"},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}"
  "// Made by script/embed.cmake.\n#include \"base/embedded.h\"\n\n${symbols}\n"
  "const struct embedded_file embedded_${NAME}[] = {\n${rows}    {0},\n};\n")
