-- AlterTable
ALTER TABLE "Boot" ADD COLUMN "steps" TEXT;

-- AlterTable
ALTER TABLE "StageEvent" ADD COLUMN "said" TEXT;
