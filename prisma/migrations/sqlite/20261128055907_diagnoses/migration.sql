-- CreateTable
CREATE TABLE "Diagnosis" (
    "bootId" TEXT NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "verdict" TEXT NOT NULL,
    CONSTRAINT "Diagnosis_bootId_fkey" FOREIGN KEY ("bootId") REFERENCES "Boot" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
