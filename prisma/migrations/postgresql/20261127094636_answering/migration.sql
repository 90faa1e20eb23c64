-- AlterTable
ALTER TABLE "Boot" ADD COLUMN     "answering" TEXT;
