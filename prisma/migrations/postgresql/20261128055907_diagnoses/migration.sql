-- CreateTable
CREATE TABLE "Diagnosis" (
    "bootId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "verdict" TEXT NOT NULL,

    CONSTRAINT "Diagnosis_pkey" PRIMARY KEY ("bootId")
);

-- AddForeignKey
ALTER TABLE "Diagnosis" ADD CONSTRAINT "Diagnosis_bootId_fkey" FOREIGN KEY ("bootId") REFERENCES "Boot"("id") ON DELETE CASCADE ON UPDATE CASCADE;
