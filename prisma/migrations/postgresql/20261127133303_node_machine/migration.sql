-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "machine" TEXT,
ADD COLUMN     "templateVersion" INTEGER;

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "templateVersion" INTEGER;
