// What the build makes of the lessons and the lists beside them (web/build/lesson_catalogue.mjs), in one language.
declare module 'lesson-catalogue/en' {
  const catalogue: unknown;
  export default catalogue;
}
declare module 'lesson-catalogue/zh' {
  const catalogue: unknown;
  export default catalogue;
}
